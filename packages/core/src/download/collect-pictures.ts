import type { Artifact, EncodedPicture } from '../artifact.js'
import type { Clock } from '../clock.js'
import { digestRequest, type ProviderRequest } from '../digest.js'
import type { Collect } from '../engine/keep-picture.js'
import { backoffMs, mostPatienceMs, retryRules } from '../engine/retry.js'
import { FigureError } from '../errors.js'
import { readRetryAfter } from '../http/read-retry-after.js'
import { redact } from '../http/redact.js'
import {
  type ArtifactLocation,
  optimizeOperation,
  type ProviderContext,
  videoOperation,
} from '../providers/provider.js'
import { askedAspect, checkPicture } from './check-picture.js'
import { checkText } from './check-text.js'
import { checkVideo, mostVideoBytes } from './check-video.js'
import { coverInPicture } from './cover-in-picture.js'
import {
  type Credentials,
  createFetchUntrusted,
  type FetchUntrustedOptions,
  showAddress,
} from './fetch-untrusted.js'
import { unusable } from './identify-picture.js'
import { keepEvidence } from './keep-evidence.js'

export interface CollectOptions extends FetchUntrustedOptions {
  /** Where pictures go that fail the check. */
  evidenceFolder: string
  /** From 0 to 1, for waiting times. */
  random: () => number
  /** For addresses that want them; a service's own origin and no other. */
  credentialsOf?:
    | ((request: ProviderRequest, context: ProviderContext) => Credentials | undefined)
    | undefined
}

/** What was sent, before it is looked at. */
interface Received {
  bytes: Uint8Array
  declared: string | undefined
  /** Absent where it came with the answer. */
  address: string | undefined
}

/**
 * The first location is the picture, the others the same one in other formats. Where a prompt or a
 * video is what was asked for, a text or a video is all that is taken, and a picture elsewhere.
 *
 * @throws {FigureError} `artifact-invalid` for a picture that is not usable: all that was sent for
 *   the request is then in the evidence folder, and the message names the file.
 *   `service-unavailable` for one that could not be fetched.
 */
export function createCollect(options: CollectOptions): Collect {
  const { credentialsOf, evidenceFolder, random } = options
  const fetchUntrusted = createFetchUntrusted(options)

  async function receive(
    location: ArtifactLocation,
    request: ProviderRequest,
    context: ProviderContext,
  ): Promise<Received> {
    if (location.kind === 'bytes') {
      const bytes = coverInPicture(location.bytes)
      return { bytes, declared: location.mediaType, address: undefined }
    }
    const { authenticated, url } = location
    const { clock, signal } = context
    const credentials = authenticated ? credentialsOf?.(request, context) : undefined
    const mostBytes = request.operation === videoOperation ? mostVideoBytes : undefined
    for (let tries = 0; ; tries++) {
      const fetched = await fetchUntrusted(url, { credentials, mostBytes, signal })
      if (fetched.status === 'fetched') {
        const { mediaType } = fetched
        const declared = mediaType === undefined ? undefined : redact(mediaType, 100)
        return { bytes: coverInPicture(fetched.bytes), declared, address: url }
      }
      const waitMs = waitBefore(tries, fetched.retryAfter, clock)
      if (!fetched.again || waitMs === undefined) {
        throw new FigureError('service-unavailable', fetched.reason, { hint: fetched.hint })
      }
      await clock.sleep(waitMs, signal)
    }
  }

  /** Milliseconds; `undefined` when it has been tried enough. */
  function waitBefore(
    tries: number,
    retryAfter: string | undefined,
    clock: Clock,
  ): number | undefined {
    const rule = retryRules.read
    const askedMs = readRetryAfter(retryAfter, clock.now()) ?? 0
    if (tries >= rule.retries || askedMs > mostPatienceMs) return undefined
    return Math.max(askedMs, backoffMs(tries, rule, random))
  }

  async function refuse(
    received: readonly Received[],
    failed: Received,
    { message }: FigureError,
    request: ProviderRequest,
    clock: Clock,
  ): Promise<FigureError> {
    const keep = ({ address, bytes, declared }: Received, why: string) =>
      keepEvidence(evidenceFolder, bytes, {
        why,
        source: address === undefined ? 'the answer itself' : showAddress(address),
        declared: declared ?? null,
        at: new Date(clock.now()).toISOString(),
        specDigest: digestRequest(request),
        request: { ...request },
      })
    // They were paid for together, and nobody may be able to fetch them later.
    for (const other of received) {
      if (other !== failed) await keep(other, `another file of the same picture: ${message}`)
    }
    const path = await keep(failed, message)
    const what = kinds[request.operation] ?? 'picture'
    return unusable(`the ${what} is not usable: ${message}; what came is kept as \`${path}\``)
  }

  return async (locations, request, context) => {
    const received: Received[] = []
    for (const location of locations) received.push(await receive(location, request, context))
    const pictures: EncodedPicture[] = []
    for (const each of received) {
      try {
        const picture = await check(each, request)
        if (pictures.some(({ mediaType }) => mediaType === picture.mediaType)) {
          throw unusable(`it is a second ${picture.mediaType}, expected each format once`)
        }
        pictures.push(picture)
      } catch (error) {
        if (!(error instanceof FigureError)) throw error
        throw await refuse(received, each, error, request, context.clock)
      }
    }
    return toArtifact(pictures)
  }
}

/** What operations make that make no pictures, for messages. */
const kinds: Readonly<Record<string, string>> = {
  [optimizeOperation]: 'text',
  [videoOperation]: 'video',
}

async function check(
  { bytes, declared }: Received,
  { body, operation }: ProviderRequest,
): Promise<EncodedPicture> {
  if (operation === optimizeOperation) return checkText(bytes, declared)
  const expected = { declared, aspect: askedAspect(body) }
  return operation === videoOperation ? checkVideo(bytes, expected) : checkPicture(bytes, expected)
}

function toArtifact([picture, ...alternates]: readonly EncodedPicture[]): Artifact {
  if (picture === undefined) {
    throw new FigureError('service-unavailable', 'the service named no picture to fetch')
  }
  return alternates.length === 0 ? picture : { ...picture, alternates }
}
