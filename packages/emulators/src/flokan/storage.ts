import type { Clock } from '@figmill/core'
import type { HttpAnswer, HttpRequest } from '../emulator.ts'
import { imagePath, uuidOf } from './ids.ts'
import type { UploadBody } from './requests.ts'

const expiresInSeconds = 3_600

interface Upload {
  workspace: string
  mediaType: UploadBody['mime_type']
  /** The only address that takes its bytes, with the query. */
  uploadPath: string
  publicPath: string
  expiresAt: number
  bytes: Uint8Array | undefined
}

/** Where users put pictures: not the API, but a store that knows only addresses it was told of. */
export function createStorage(clock: Clock, origin: string) {
  const uploads = new Map<string, Upload>()

  return {
    /** What `/upload-url` answers. */
    presign(workspace: string, { mime_type: mediaType }: UploadBody) {
      const id = uuidOf('upload', uploads.size)
      const extension = mediaType.replace('image/', '').replace('jpeg', 'jpg')
      const expiresAt = clock.now() + expiresInSeconds * 1_000
      const signature = uuidOf('signature', id).replaceAll('-', '')
      const upload: Upload = {
        workspace,
        mediaType,
        uploadPath: `/storage/${id}?expires=${expiresAt}&signature=${signature}`,
        publicPath: imagePath(workspace, 'uploads', `${id}.${extension}`),
        expiresAt,
        bytes: undefined,
      }
      uploads.set(id, upload)
      return {
        image_id: id,
        upload_url: `${origin}${upload.uploadPath}`,
        public_url: `${origin}${upload.publicPath}`,
        expires_in: expiresInSeconds,
      }
    },

    put({ body, headers, method, path }: HttpRequest): HttpAnswer {
      const upload = [...uploads.values()].find(({ uploadPath }) => uploadPath === path)
      if (headers.authorization !== undefined) {
        return problem(400, 'InvalidArgument', 'Only one auth mechanism allowed')
      }
      if (method !== 'PUT' || upload === undefined) {
        return problem(403, 'SignatureDoesNotMatch', 'The address was not signed')
      }
      if (clock.now() >= upload.expiresAt) {
        return problem(403, 'AccessDenied', 'Request has expired')
      }
      if (headers['content-type'] !== upload.mediaType) {
        return problem(403, 'SignatureDoesNotMatch', `Content-Type is not ${upload.mediaType}`)
      }
      upload.bytes = Uint8Array.from(body)
      return { status: 200, headers: {}, body: '' }
    },

    /** Whether the workspace has put a picture there. */
    has(id: string, workspace: string): boolean {
      const upload = uploads.get(id)
      return upload?.workspace === workspace && upload.bytes !== undefined
    },

    /** An uploaded picture by its public address. */
    get(path: string): HttpAnswer | undefined {
      const upload = [...uploads.values()].find(({ publicPath }) => publicPath === path)
      if (upload?.bytes === undefined) return undefined
      return { status: 200, headers: { 'content-type': upload.mediaType }, body: upload.bytes }
    },
  }
}

export function problem(status: number, code: string, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }
}
export type Storage = ReturnType<typeof createStorage>
