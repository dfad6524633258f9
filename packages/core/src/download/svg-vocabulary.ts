function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Elements that show something by themselves. */
export const shapes = words('circle ellipse image line path polygon polyline rect text use')

/** What stands in these is shown only where something refers to it. */
export const definitions = words(
  'clipPath defs filter linearGradient marker mask pattern radialGradient symbol',
)

/** Elements whose text is shown or told; anywhere else, text is only spacing. */
export const textHolders = words('a desc text textPath title tspan')

/** No scripts, no HTML, no animation, nothing that loads. */
export const elements = new Set([
  ...shapes,
  ...definitions,
  ...textHolders,
  ...words(`
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence g stop style svg switch`),
])

/** Properties that may stand in attributes and in style sheets; their values are checked. */
export const properties = words(`
  alignment-baseline background-color baseline-shift clip clip-path clip-rule color
  color-interpolation color-interpolation-filters color-rendering direction display
  dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
  font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style
  font-variant font-variant-ligatures font-variant-numeric font-variation-settings font-weight
  glyph-orientation-horizontal glyph-orientation-vertical height image-rendering isolation
  letter-spacing lighting-color line-height marker marker-end marker-mid marker-start mask
  mask-type max-height max-width mix-blend-mode opacity overflow paint-order pointer-events
  shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
  stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align
  text-anchor text-decoration text-orientation text-rendering text-transform transform
  transform-box transform-origin unicode-bidi vector-effect visibility white-space width
  word-spacing writing-mode`)

/** Functions that a value may call, besides `url(#…)`. */
export const functions = words(`
  blur brightness calc circle clamp color color-mix contrast drop-shadow ellipse grayscale hsl
  hsla hue-rotate inset invert lab lch matrix matrix3d max min oklab oklch opacity polygon rgb
  rgba rotate saturate scale scalex scaley sepia skewx skewy translate translatex translatey var`)

/** Attributes whose value is a number, a list, a name or text, and never leads anywhere. */
export const plainAttributes = words(`
  amplitude aria-describedby aria-hidden aria-label aria-labelledby aria-roledescription azimuth
  baseFrequency bias class clipPathUnits cx cy d diffuseConstant divisor dx dy edgeMode elevation
  exponent filterUnits fr fx fy gradientTransform gradientUnits height id in in2 intercept k1 k2
  k3 k4 kernelMatrix kernelUnitLength lang lengthAdjust limitingConeAngle markerHeight
  markerUnits markerWidth maskContentUnits maskUnits method mode numOctaves offset operator
  order orient pathLength patternContentUnits patternTransform patternUnits points pointsAtX
  pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY result
  role rotate rx ry scale seed side slope spacing specularConstant specularExponent spreadMethod
  startOffset stdDeviation stitchTiles surfaceScale tableValues targetX targetY textLength type
  values version viewBox width x x1 x2 xChannelSelector xml:lang xml:space y y1 y2
  yChannelSelector z`)
