export type ThemeName = 'light' | 'dark'

/** Colours and sizes of everything the local renderer draws. Sizes in CSS pixels. */
export interface Theme {
  name: ThemeName
  surface: string
  text: string
  mutedText: string
  grid: string
  axis: string
  /**
   * For up to eight series. They differ in lightness as well as hue: simulated for red and green
   * blindness, no two are nearer than 0.07 in OKLab; 3:1 contrast with the surface, or better.
   */
  series: readonly string[]
  diagram: {
    nodeFill: string
    nodeBorder: string
    groupFill: string
    groupBorder: string
    decisionFill: string
    decisionBorder: string
    edge: string
  }
  draft: { fill: string; border: string; text: string }
}

export const fontSizes = {
  axisLabel: 13,
  axisTitle: 13.5,
  legend: 13,
  valueLabel: 12.5,
  title: 16,
  node: 14,
  edge: 12.5,
  group: 12.5,
} as const

const light: Theme = {
  name: 'light',
  surface: '#ffffff',
  text: '#1c2128',
  mutedText: '#57606a',
  grid: '#e4e7eb',
  axis: '#8c959f',
  series: ['#1d5cb0', '#c8560e', '#10a39a', '#7d2c7c', '#b98f1c', '#4a93d6', '#77707c', '#741b12'],
  diagram: {
    nodeFill: '#edf4fb',
    nodeBorder: '#3f7fb8',
    groupFill: '#f6f8fa',
    groupBorder: '#c4ccd4',
    decisionFill: '#fdf3e3',
    decisionBorder: '#c58a2b',
    edge: '#57606a',
  },
  draft: { fill: '#fffaf0', border: '#d9902f', text: '#8a5310' },
}

const dark: Theme = {
  name: 'dark',
  surface: '#14181e',
  text: '#e6eaef',
  mutedText: '#a2acb8',
  grid: '#2b323b',
  axis: '#6b7683',
  series: ['#6cb2f8', '#f0873a', '#3ad0b2', '#b653b0', '#f2dd84', '#c3e6fb', '#8f99a6', '#cc4f49'],
  diagram: {
    nodeFill: '#1d2c3c',
    nodeBorder: '#5b9bd5',
    groupFill: '#1a1f26',
    groupBorder: '#414b57',
    decisionFill: '#35290f',
    decisionBorder: '#d9a441',
    edge: '#a2acb8',
  },
  draft: { fill: '#241d12', border: '#d9a441', text: '#f0cf8e' },
}

export const themes: Record<ThemeName, Theme> = { light, dark }
