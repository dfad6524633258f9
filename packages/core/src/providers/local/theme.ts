import type { ThemeName } from '../../figure.js'
import type { Hatch } from './formats/hatches.js'

export type { ThemeName } from '../../figure.js'

/** Colours and sizes of everything the local renderer draws. Sizes in CSS pixels. */
export interface Theme {
  name: ThemeName
  surface: string
  text: string
  mutedText: string
  grid: string
  axis: string
  /** Thickness of lines of an axis and a grid. */
  hairline: number
  /**
   * For up to eight series, 3:1 contrast with the surface or better. In OKLab no two are nearer than
   * 0.11, simulated for red and green blindness too, and 0.085 for blue blindness.
   */
  series: readonly string[]
  /** For numbers, low to high, in even steps of lightness away from the surface. */
  sequential: readonly string[]
  /** For numbers on both sides of a middle that has nearly the colour of the surface. */
  diverging: readonly string[]
  /** What fills areas of each series, in the order of `series`; without it they are plain. */
  hatches?: readonly (Hatch | 'plain')[]
  /** Strokes and gaps of the line of each series; without it all are solid. */
  dashes?: readonly (readonly number[])[]
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

const paleToNavy = [
  '#e7f8f9',
  '#aae6f2',
  '#6fd0ee',
  '#3cb5e7',
  '#2399d7',
  '#237cc1',
  '#2660a8',
  '#25458d',
  '#222c72',
]
const blueToBrown = [
  '#1e539e',
  '#447bc4',
  '#73a3e1',
  '#aacdf7',
  '#f6f3f1',
  '#efbda0',
  '#d68d65',
  '#b55f31',
  '#8d3600',
]
const whiteToBlack = [
  '#f4f4f4',
  '#d7d7d7',
  '#bababa',
  '#9e9e9e',
  '#838383',
  '#696969',
  '#505050',
  '#383838',
  '#222222',
]

const light: Theme = {
  name: 'light',
  surface: '#ffffff',
  text: '#1c2128',
  mutedText: '#57606a',
  grid: '#e4e7eb',
  axis: '#8c959f',
  hairline: 1,
  series: ['#1945b4', '#b24400', '#439896', '#72025b', '#bc7f00', '#107edf', '#6c636e', '#490f03'],
  sequential: paleToNavy,
  diverging: blueToBrown,
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
  hairline: 1,
  series: ['#5e96fa', '#e8750a', '#70d5ba', '#a6579f', '#e8dc58', '#d8f2fe', '#989291', '#c64c32'],
  sequential: [
    '#1f2436',
    '#2a3861',
    '#2d508b',
    '#216caf',
    '#008cc7',
    '#03add4',
    '#49ccd9',
    '#8be6db',
    '#cafce5',
  ],
  diverging: [
    '#8cc2fe',
    '#5998de',
    '#3d71a8',
    '#294b70',
    '#2a2725',
    '#693d20',
    '#9d5b30',
    '#d07d48',
    '#ffa56d',
  ],
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

const paper = {
  surface: '#ffffff',
  text: '#000000',
  mutedText: '#3d3d3d',
  grid: '#d2d2d2',
  axis: '#4d4d4d',
  hairline: 1.25,
  hatches: ['plain', 'rising', 'level', 'crossed', 'falling', 'upright', 'grid', 'dashed'],
  dashes: [[], [7, 4], [2, 3.5], [9, 3.5, 2, 3.5], [13, 4], [5, 2.5, 5, 6], [1, 5], [4, 2.5]],
} as const

/** For ink on paper: what colour says is said by lightness and hatching too. */
const print: Theme = {
  ...paper,
  name: 'print',
  series: ['#2e43ac', '#d77e03', '#287f7b', '#4d044c', '#855b00', '#3983e8', '#174415', '#360400'],
  sequential: paleToNavy,
  diverging: blueToBrown,
  diagram: {
    nodeFill: '#eef3fb',
    nodeBorder: '#2e43ac',
    groupFill: '#f7f7f7',
    groupBorder: '#8f8f8f',
    decisionFill: '#fbf0dd',
    decisionBorder: '#a86200',
    edge: '#333333',
  },
  draft: { fill: '#ffffff', border: '#a86200', text: '#6b3f00' },
}

const greyscale: Theme = {
  ...paper,
  name: 'greyscale',
  series: ['#323232', '#929292', '#565656', '#121212', '#7d7d7d', '#444444', '#6a6a6a', '#212121'],
  sequential: whiteToBlack,
  // Grey has one direction only: the numbers and the legend tell the sign.
  diverging: whiteToBlack,
  diagram: {
    nodeFill: '#f2f2f2',
    nodeBorder: '#4d4d4d',
    groupFill: '#fafafa',
    groupBorder: '#8f8f8f',
    decisionFill: '#dedede',
    decisionBorder: '#333333',
    edge: '#333333',
  },
  draft: { fill: '#ffffff', border: '#5c5c5c', text: '#3d3d3d' },
}

export const themes: Record<ThemeName, Theme> = { light, dark, print, greyscale }
