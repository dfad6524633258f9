export { type Config, defineConfig } from '@figmill/core/internal-config'
