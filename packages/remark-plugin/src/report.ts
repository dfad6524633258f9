import { type Problem, ProblemsError, toProblem } from '@figmill/core'
import type { VFile } from 'vfile'
import type { VFileMessage } from 'vfile-message'
