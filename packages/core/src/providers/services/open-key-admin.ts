import { FigureError } from '../../errors.js'
import { keepSecret } from '../../http/redact.js'
import type { Send } from '../../http/send-once.js'
import type { ServicesOptions } from './create-services.js'
import type { KeyAdmin } from './key-admin.js'
import type { ServiceDefinition } from './service-definition.js'
import { headerText } from './service-keys.js'

export interface KeyAdminOptions extends Pick<ServicesOptions, 'configured' | 'environment'> {
  send: Send
}

/**
 * The administration of a service's keys, with the admin key of the environment.
 *
 * @throws {FigureError} `usage` for a service that has none; `provider-unavailable` without an admin
 *   key, and `config-invalid` with one that cannot be sent.
 */
export function openKeyAdmin(
  { administerKeys, name, settings }: ServiceDefinition,
  { configured, environment, send }: KeyAdminOptions,
): KeyAdmin {
  if (administerKeys === undefined) {
    throw new FigureError('usage', `keys of \`${name}\` cannot be administered from here`, {
      hint: 'Make, change and remove them in your account there.',
    })
  }
  const variable = adminKeyVariable(name)
  const adminKey = environment[variable]?.trim() ?? ''
  if (adminKey === '') {
    throw new FigureError('provider-unavailable', `\`${name}\` has no admin key`, {
      hint: `Set ${variable} in the environment of this command.`,
    })
  }
  if (!headerText.test(adminKey)) {
    throw new FigureError('config-invalid', `${variable} has a letter that no key can have`, {
      hint: 'Copy it once more: it is one word of plain letters, digits and signs.',
    })
  }
  keepSecret(adminKey)
  const { apiKey: _, ...chosen } = configured[name] ?? {}
  return administerKeys({ settings: settings.parse(chosen), adminKey, send })
}

/** The environment variable with the key of a service's administrator. */
export function adminKeyVariable(service: string): string {
  return `FIGMILL_${service.toUpperCase()}_ADMIN_KEY`
}
