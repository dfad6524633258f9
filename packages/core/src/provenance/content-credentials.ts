/** How each store of C2PA manifests begins: the type of its JUMBF box. */
const manifestStoreType = Buffer.from('6332706100110010800000aa00389b71', 'hex')

/**
 * Whether a picture carries signed Content Credentials. They say where it comes from, with proof,
 * and any change to the picture would break the proof.
 */
export function hasContentCredentials(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return text.includes(manifestStoreType) || text.includes('<c2pa:manifest')
}
