/** Slope of log y on log x by least squares: y grows as x to this power. At least two different, positive x. */
export function fittedExponent(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const logX = x.map(Math.log);
  const logY = y.map(Math.log);
  const [centerX, centerY] = [mean(logX), mean(logY)];
  let cross = 0;
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    cross += (logX[i] - centerX) * (logY[i] - centerY);
    square += (logX[i] - centerX) * (logX[i] - centerX);
  }
  return cross / square;
}
