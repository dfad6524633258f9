/** Names of columns along which things develop: they make the x axis, drawn as a line. */
export const orderedNames =
  /^(?:year|date|day|hour|week|month|quarter|time|timestamp|epoch|step|iteration|iter|round|generation)s?(?![a-z])/i
