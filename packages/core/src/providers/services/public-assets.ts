import { isAbsolute, relative, sep } from 'node:path'
import { digestContent } from '../../digest.js'
import { FigureError } from '../../errors.js'
import type { InputFile } from '../../figure.js'
import type { FieldProblem } from '../../problem.js'
import type { PrepareContext } from '../provider.js'
import { problem } from './check-figure.js'
import { inputName } from './service-input.js'

/** Where files of the project can be had by services that take addresses only. */
export interface PublicAssets {
  /** The address of a file; `undefined` for one that is not published. */
  addressOf(file: Pick<InputFile, 'path'>): string | undefined
}

export interface PublicAssetsOptions {
  /** Folder that is published, absolute. */
  folder: string
  /** Address of that folder, `https://host/path`. */
  publicBaseUrl: string
}

export function createPublicAssets(options: PublicAssetsOptions | undefined): PublicAssets {
  return {
    addressOf({ path }) {
      if (options === undefined || path === '') return undefined
      const below = relative(options.folder, path)
      const [first = '', ...others] = below.split(sep)
      // Absolute where it is on another drive.
      if (first === '' || first === '..' || isAbsolute(below)) return undefined
      const names = [first, ...others].map(encodeURIComponent)
      return `${options.publicBaseUrl.replace(/\/$/, '')}/${names.join('/')}`
    },
  }
}

/**
 * Why a service that fetches images itself cannot have a file.
 *
 * @param option Where authors write addresses.
 */
export function tellUnpublished(service: string, option: string, file: InputFile): FieldProblem {
  const only = `\`${service}\` takes addresses of images only`
  if (file.figure !== undefined) {
    const message = `${only}, and ${inputName(file)} is made on this machine`
    const hint = `Build it first, publish the picture and write its address as \`${option}\` instead of \`from\`, or use a service that takes files.`
    return problem('images', message, hint)
  }
  const hint = `Name its folder and address in \`assets\`, write a public address as \`${option}\`, or use a service that takes files.`
  return problem('images', `${only}, and ${inputName(file)} is not published`, hint)
}

/**
 * The address of an input, once it is seen that the file there is the one that is meant.
 *
 * @throws {FigureError} `service-refused`: nothing has been sent to the service.
 */
export async function publishedAddress(
  input: InputFile,
  assets: PublicAssets,
  { download, signal }: PrepareContext,
): Promise<string> {
  const address = assets.addressOf(input)
  if (address === undefined || download === undefined) {
    throw new FigureError('service-refused', `${inputName(input)} is not published`, {
      hint: 'Name its folder and address in `assets`, or use a service that takes files.',
    })
  }
  const found = await download(address, { signal }).catch((cause) => {
    throw new FigureError('service-refused', `\`${address}\` was not looked at any more`, {
      cause,
      hint: 'The build was interrupted: run it again.',
    })
  })
  const publish = 'Publish the file as it is on this machine, and build again.'
  if (found.status === 'failed') {
    throw new FigureError('service-refused', `an input cannot be had: ${found.reason}`, {
      hint: found.hint ?? publish,
    })
  }
  if (digestContent(found.bytes) !== input.digest) {
    throw new FigureError('service-refused', `\`${address}\` is another file than the input`, {
      hint: publish,
    })
  }
  return address
}
