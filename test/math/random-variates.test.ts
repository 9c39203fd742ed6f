import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/math/random-stream.js";
import {
  binomialVariate,
  gammaVariate,
  inverseGaussianVariate,
  negativeBinomialVariate,
  poissonVariate,
} from "../../src/math/random-variates.js";

const COUNT = 40_000;

type Draw = (stream: RandomStream) => number;

function draws(draw: Draw): number[] {
  const stream = new RandomStream(20_240_607);
  return Array.from({ length: COUNT }, () => draw(stream));
}

/** R: quantiles of the distribution, and P(X <= quantile) at each, as qgamma and pgamma tell them. */
const cases: readonly (readonly [
  string,
  Draw,
  mean: number,
  variance: number,
  readonly (readonly [number, number])[],
])[] = [
  [
    "the gamma of shape 0.3",
    (s) => gammaVariate(0.3, s),
    0.3,
    0.3,
    [
      [3.21103e-5, 0.0499999780462854],
      [0.0068998, 0.249999972222555],
      [0.0731311, 0.499999930471404],
      [0.342899, 0.749999768744865],
      [1.37235, 0.950000003795565],
    ],
  ],
  [
    "the gamma of shape 1",
    (s) => gammaVariate(1, s),
    1,
    1,
    [
      [0.0512933, 0.050000005331827],
      [0.287682, 0.249999945661162],
      [0.7, 0.503414696208591],
      [1.38629, 0.74999890971765],
      [2.99573, 0.949999886322171],
    ],
  ],
  [
    "the gamma of shape 2.5",
    (s) => gammaVariate(2.5, s),
    2.5,
    2.5,
    [
      [0.572738, 0.049999979214618],
      [1.3373, 0.249999570944328],
      [2.17573, 0.499999973813088],
      [3.31284, 0.750000019503497],
      [5.53525, 0.950000044571956],
    ],
  ],
  [
    "the gamma of shape 40",
    (s) => gammaVariate(40, s),
    40,
    40,
    [
      [30.1957, 0.0499992278993811],
      [35.5723, 0.250002482895678],
      [39.6672, 0.500002217862701],
      [44.0651, 0.749998640330952],
      [50.9397, 0.949999486216467],
    ],
  ],
  [
    "the Poisson of mean 0.2",
    (s) => poissonVariate(0.2, s),
    0.2,
    0.2,
    [
      [-0, 0.818730753077982],
      [1, 0.982476903693578],
    ],
  ],
  [
    "the Poisson of mean 3",
    (s) => poissonVariate(3, s),
    3,
    3,
    [
      [1, 0.199148273471456],
      [2, 0.423190081126843],
      [3, 0.647231888782231],
      [4, 0.815263244523772],
      [6, 0.966491464691159],
    ],
  ],
  [
    "the Poisson of mean 15",
    (s) => poissonVariate(15, s),
    15,
    15,
    [
      [9, 0.0698536606994098],
      [12, 0.267611033392577],
      [15, 0.568089575608544],
      [18, 0.819471711632723],
      [22, 0.967255755067221],
    ],
  ],
  [
    "the Poisson of mean 250",
    (s) => poissonVariate(250, s),
    250,
    250,
    [
      [224, 0.0514789523471473],
      [239, 0.255208419036934],
      [250, 0.516812289215539],
      [261, 0.768012864034347],
      [276, 0.951341352259494],
    ],
  ],
  ["the binomial of 1 trials at 0.3", (s) => binomialVariate(1, 0.3, s), 0.3, 0.21, [[-0, 0.7]]],
  [
    "the binomial of 10 trials at 0.7",
    (s) => binomialVariate(10, 0.7, s),
    7,
    2.1,
    [
      [5, 0.1502683326],
      [6, 0.3503892816],
      [7, 0.6172172136],
      [8, 0.8506916541],
      [9, 0.9717524751],
    ],
  ],
  [
    "the binomial of 60 trials at 0.05",
    (s) => binomialVariate(60, 0.05, s),
    3,
    2.85,
    [
      [1, 0.191553374735222],
      [2, 0.417435768660167],
      [3, 0.64728101160134],
      [4, 0.819664943807218],
      [6, 0.970305898045117],
    ],
  ],
  [
    "the binomial of 5000 trials at 0.4",
    (s) => binomialVariate(5000, 0.4, s),
    2000,
    1200,
    [
      [1943, 0.0512696057126219],
      [1977, 0.258183269826592],
      [2000, 0.506141730365194],
      [2023, 0.751399406497907],
      [2057, 0.951366503459229],
    ],
  ],
  [
    "the inverse Gaussian of mean 1 and shape 1",
    (s) => inverseGaussianVariate(1, 1, s),
    1,
    1,
    [
      [0.184113, 0.0499997703902136],
      [0.379723, 0.249999971793368],
      [0.675841, 0.499999796918668],
      [1.24406, 0.750000068526979],
      [2.92208, 0.950000170747372],
    ],
  ],
  [
    "the inverse Gaussian of mean 2 and shape 10",
    (s) => inverseGaussianVariate(2, 10, s),
    2,
    0.8,
    [
      [0.906602, 0.0500000596274315],
      [1.35942, 0.250002270667939],
      [1.82043, 0.500000809413646],
      [2.4438, 0.749999536414179],
      [3.70558, 0.950000105364296],
    ],
  ],
  [
    "the inverse Gaussian of mean 5 and shape 0.8",
    (s) => inverseGaussianVariate(5, 0.8, s),
    5,
    156.25,
    [
      [0.194791, 0.0499999859818853],
      [0.51829, 0.250000047106658],
      [1.2846, 0.500000178672208],
      [3.90854, 0.750000077604248],
      [21.8764, 0.949999923370411],
    ],
  ],
  [
    "the negative binomial of mean 2 and theta 0.7",
    (s) => negativeBinomialVariate(2, 0.7, s),
    2,
    7.71428571428571,
    [
      [0, 0.388699509950534],
      [1, 0.59024740399896],
      [3, 0.801748280469529],
      [8, 0.962975229131086],
    ],
  ],
  [
    "the negative binomial of mean 30 and theta 5",
    (s) => negativeBinomialVariate(30, 5, s),
    30,
    210,
    [
      [10, 0.0515816903928728],
      [19, 0.252169831043058],
      [28, 0.51821802804467],
      [38, 0.754594215845427],
      [57, 0.952687266217883],
    ],
  ],
];

describe("random draws", () => {
  it.each(cases)("follow %s in mean, variance and distribution", (_name, draw, mean, variance, points) => {
    const values = draws(draw);
    const average = values.reduce((sum, x) => sum + x, 0) / COUNT;
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(variance / COUNT));
    const squares = values.map((x) => (x - mean) * (x - mean));
    const spread = squares.reduce((sum, x) => sum + x, 0) / COUNT;
    const noise = Math.sqrt(squares.reduce((sum, x) => sum + (x - spread) * (x - spread), 0)) / COUNT;
    expect(Math.abs(spread - variance)).toBeLessThan(4 * noise);
    for (const [point, probability] of points) {
      const share = values.filter((x) => x <= point).length / COUNT;
      expect(Math.abs(share - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / COUNT));
    }
  });

  it("begin differently for neighboring seeds", () => {
    const firsts = Array.from({ length: 4000 }, (_, seed) => new RandomStream(seed).uniform());
    const average = firsts.reduce((sum, x) => sum + x, 0) / firsts.length;
    expect(Math.abs(average - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / firsts.length));
    const products = firsts.slice(1).map((x, i) => (x - 0.5) * (firsts[i] - 0.5));
    const covariance = products.reduce((sum, x) => sum + x, 0) / products.length;
    expect(Math.abs(covariance)).toBeLessThan(4 / 12 / Math.sqrt(products.length));
  });

  it("are the same for the same seed, and others for another", () => {
    const of = (seed: number) => {
      const stream = new RandomStream(seed);
      return Array.from({ length: 5 }, () => stream.normal());
    };
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });
});
