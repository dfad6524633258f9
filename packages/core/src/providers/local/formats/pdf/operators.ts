import { formatNumber } from '../xml.js'
import { identity, type Matrix } from './geometry.js'

/** Operands of an operator. */
export function formatNumbers(numbers: readonly number[]): string {
  return numbers.map((number) => formatNumber(number, 5)).join(' ')
}

/** Operators that hold in the coordinates a matrix makes, and change nothing for what follows. */
export function around(matrix: Matrix, operators: string): string {
  if (matrix.every((value, index) => value === identity[index])) return operators
  return `q\n${formatNumbers(matrix)} cm\n${operators}\nQ`
}
