import { type HostOptions, hostOptionKinds, type OptionKind } from 'remark-figmill/internal-project'

/** How an MDX document names a picture: by a Markdown image, or by an import. */
export const imageForms = ['markdown', 'import'] as const

export interface Options extends HostOptions {
  /**
   * Replace the directives in documents as they load. Turn it off when `remark-figmill` does that;
   * figures are still made before a build, and data files watched.
   *
   * @default true
   */
  rewrite?: boolean | undefined
  /**
   * How `.mdx` documents name their pictures.
   *
   * @default `import` beside `@mdx-js/rollup`, which leaves Markdown images alone; else `markdown`
   */
  images?: (typeof imageForms)[number] | undefined
}

export const optionKinds: Readonly<Record<keyof Options, OptionKind>> = {
  ...hostOptionKinds,
  rewrite: 'boolean',
  images: imageForms,
}
