/** A key that a service gave out, as its administrator may see it. */
export interface IssuedKey {
  /** Its beginning, `pb_a1b2c3...`: enough to tell it from others, too little to use it. */
  key: string
  name: string
  /** `null`: without limit, here and in total. */
  quotaRemaining: number | null
  quotaTotal: number | null
  used: number
  active: boolean
  /** As the service writes it. */
  createdAt: string
  /** Where the ends of its jobs are told, without what may be secret; absent where it is not said. */
  webhookUrl?: string | undefined
}

/** The one time that a key is known whole. */
export interface CreatedKey extends IssuedKey {
  /** A secret: for whoever asked for it, and for nobody else. */
  secret: string
}

export interface KeyUse {
  id: number
  taskId: string
  endpoint: string
  createdAt: string
}

export interface NewKey {
  name: string
  /** Without limit when absent. */
  quota?: number | undefined
  webhookUrl?: string | undefined
  webhookSecret?: string | undefined
}

/** What is absent stays; an empty text takes the webhook's address or secret away. */
export interface KeyChanges {
  quotaRemaining?: number | undefined
  quotaTotal?: number | undefined
  active?: boolean | undefined
  webhookUrl?: string | undefined
  webhookSecret?: string | undefined
}

/**
 * The administration of a service's keys. `key` is one of them, whole. All of it sends once, and
 * throws a `FigureError` when the service refuses or cannot be asked.
 */
export interface KeyAdmin {
  create(key: NewKey): Promise<CreatedKey>
  list(): Promise<IssuedKey[]>
  show(key: string): Promise<IssuedKey & { uses: KeyUse[] }>
  update(key: string, changes: KeyChanges): Promise<IssuedKey>
  /** For good, with everything that is known of its use. */
  remove(key: string): Promise<void>
}
