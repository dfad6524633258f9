/** Of the service, in its health and in its callbacks. */
export const version = '0.1.2'
