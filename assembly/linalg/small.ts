// k × k column-major matrices of one block: products, Cholesky, triangular solves.

/** C ← A B; A k × k, B k × n, C k × n. */
export function multiply(k: i32, n: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(a + ((<usize>(i + l * k)) << 3)) * load<f64>(b + ((<usize>(l + j * k)) << 3));
      }
      store<f64>(c + ((<usize>(i + j * k)) << 3), sum);
    }
  }
}

/** C ← A' B; all k × k. */
export function multiplyTransposed(k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(a + ((<usize>(l + i * k)) << 3)) * load<f64>(b + ((<usize>(l + j * k)) << 3));
      }
      store<f64>(c + ((<usize>(i + j * k)) << 3), sum);
    }
  }
}

/** C ← A B'; all k × k. */
export function multiplyByTransposed(k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum = 0.0;
      for (let l = 0; l < k; l++) {
        sum += load<f64>(a + ((<usize>(i + l * k)) << 3)) * load<f64>(b + ((<usize>(j + l * k)) << 3));
      }
      store<f64>(c + ((<usize>(i + j * k)) << 3), sum);
    }
  }
}

/** Lower Cholesky factor of the k × k matrix at d, in place, the upper triangle zeroed. 0, or the first bad pivot. */
export function factorSmall(k: i32, d: usize): i32 {
  for (let j = 0; j < k; j++) {
    const column = d + ((<usize>(j * k)) << 3);
    let pivot = load<f64>(column + ((<usize>j) << 3));
    for (let l = 0; l < j; l++) {
      const x = load<f64>(d + ((<usize>(j + l * k)) << 3));
      pivot -= x * x;
    }
    if (!(pivot > 0) || pivot == Infinity) return j + 1;
    const root = Math.sqrt(pivot);
    store<f64>(column + ((<usize>j) << 3), root);
    for (let i = j + 1; i < k; i++) {
      let sum = load<f64>(column + ((<usize>i) << 3));
      for (let l = 0; l < j; l++) {
        sum -= load<f64>(d + ((<usize>(i + l * k)) << 3)) * load<f64>(d + ((<usize>(j + l * k)) << 3));
      }
      store<f64>(column + ((<usize>i) << 3), sum / root);
    }
    for (let i = 0; i < j; i++) store<f64>(column + ((<usize>i) << 3), 0);
  }
  return 0;
}

/** X ← A L⁻ᵀ for a lower factor L; A and X k × k, may be the same. */
export function solveRightTransposed(k: i32, l: usize, a: usize, x: usize): void {
  for (let j = 0; j < k; j++) {
    const pivot = load<f64>(l + ((<usize>(j + j * k)) << 3));
    for (let i = 0; i < k; i++) {
      let sum = load<f64>(a + ((<usize>(i + j * k)) << 3));
      for (let c = 0; c < j; c++) {
        sum -= load<f64>(x + ((<usize>(i + c * k)) << 3)) * load<f64>(l + ((<usize>(j + c * k)) << 3));
      }
      store<f64>(x + ((<usize>(i + j * k)) << 3), sum / pivot);
    }
  }
}

/** X ← A L⁻¹ for a lower factor L; A and X k × k, may be the same. */
export function solveRight(k: i32, l: usize, a: usize, x: usize): void {
  for (let j = k - 1; j >= 0; j--) {
    const pivot = load<f64>(l + ((<usize>(j + j * k)) << 3));
    for (let i = 0; i < k; i++) {
      let sum = load<f64>(a + ((<usize>(i + j * k)) << 3));
      for (let c = j + 1; c < k; c++) {
        sum -= load<f64>(x + ((<usize>(i + c * k)) << 3)) * load<f64>(l + ((<usize>(c + j * k)) << 3));
      }
      store<f64>(x + ((<usize>(i + j * k)) << 3), sum / pivot);
    }
  }
}

/** x ← L⁻¹ x for one vector. */
export function solveVector(k: i32, l: usize, x: usize): void {
  for (let i = 0; i < k; i++) {
    let sum = load<f64>(x + ((<usize>i) << 3));
    for (let c = 0; c < i; c++) sum -= load<f64>(x + ((<usize>c) << 3)) * load<f64>(l + ((<usize>(i + c * k)) << 3));
    store<f64>(x + ((<usize>i) << 3), sum / load<f64>(l + ((<usize>(i + i * k)) << 3)));
  }
}

/** x ← L⁻ᵀ x for one vector. */
export function solveVectorTransposed(k: i32, l: usize, x: usize): void {
  for (let i = k - 1; i >= 0; i--) {
    let sum = load<f64>(x + ((<usize>i) << 3));
    for (let c = i + 1; c < k; c++)
      sum -= load<f64>(x + ((<usize>c) << 3)) * load<f64>(l + ((<usize>(c + i * k)) << 3));
    store<f64>(x + ((<usize>i) << 3), sum / load<f64>(l + ((<usize>(i + i * k)) << 3)));
  }
}
