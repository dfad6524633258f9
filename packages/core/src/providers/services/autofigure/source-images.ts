import { isIP } from 'node:net'
import { isPublicAddress } from '../../../download/public-address.js'
import type { Figure, InputFile } from '../../../figure.js'
import { redact } from '../../../http/redact.js'
import type { JsonValue } from '../../../json.js'
import type { FieldProblem } from '../../../problem.js'
import { checkIsImage, problem } from '../check-figure.js'
import { type PublicAssets, tellUnpublished } from '../public-assets.js'
import { internalName } from '../public-https.js'
import { inputName, toInput } from '../service-input.js'

/** A picture to start from. */
interface SourceImage {
  /** As it stands in the request: its address, or for a file what it holds. */
  input: JsonValue
  /** Where the service gets it; `undefined` for a file that is not published. */
  address: string | undefined
  problem: FieldProblem | undefined
}

const mostImages = 10

/** The files among `images`, and then what `image_input` names. */
export function readSourceImages(
  { images = [] }: Figure,
  addresses: readonly string[],
  assets: PublicAssets,
): { sources: SourceImage[]; problems: FieldProblem[] } {
  const sources = [...images.map((file) => readFile(file, assets)), ...addresses.map(readAddress)]
  const problems = sources.flatMap((source) => source.problem ?? [])
  if (sources.length > mostImages) {
    const field = images.length > mostImages ? 'images' : 'image_input'
    const message = `there are ${sources.length} source images, and \`autofigure\` takes at most ${mostImages}`
    problems.push(problem(field, message, 'Leave some out.'))
  }
  return { sources, problems }
}

function readAddress(address: string): SourceImage {
  const reason = refusalOf(address)
  const message = `\`image_input\` is \`${redact(address)}\`, which ${reason}`
  const hint = 'Write public https addresses without a port, separated by spaces.'
  return {
    input: address,
    address,
    problem: reason === undefined ? undefined : problem('image_input', message, hint),
  }
}

function readFile(file: InputFile, assets: PublicAssets): SourceImage {
  const address = assets.addressOf(file)
  const read = (found?: FieldProblem) => ({ input: toInput(file), address, problem: found })
  const [wrong] = checkIsImage('autofigure', file)
  if (wrong !== undefined) return read(wrong)
  if (address === undefined) return read(tellUnpublished('autofigure', 'image_input', file))
  const reason = refusalOf(address)
  if (reason === undefined) return read()
  const message = `${inputName(file)} is published at \`${redact(address)}\`, which ${reason}`
  const hint = 'Publish it at a public https address without a port: see `assets`.'
  return read(problem('images', message, hint))
}

/** Why the service takes no picture from there, as a half sentence; `undefined` when it may. */
function refusalOf(address: string): string | undefined {
  if (!address.startsWith('https://')) return 'does not begin with `https://`'
  if (!URL.canParse(address)) return 'cannot be read as an address'
  const { hostname, password, port, username } = new URL(address)
  if (port !== '') return 'names a port'
  if (username !== '' || password !== '') return 'has a password in it'
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  const isInternal =
    isIP(host) === 0 ? !host.includes('.') || internalName.test(host) : !isPublicAddress(host)
  return isInternal ? 'is in a private network' : undefined
}
