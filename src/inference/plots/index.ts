export { effectsPlot } from "./effects-plot.js";
export { type MeansPlotOptions, meansPlot } from "./means-plot.js";
export { PLOT_KINDS, type PlotData, type PlotKind, type PlotLayer, type PlotPanel } from "./panels.js";
export { plotData } from "./plot-data.js";
export { profilePlot } from "./profile-plot.js";
