// The algebra of R's model formulas on sets of terms; a term is a set of variables, written as their sorted indices.

type Variables = readonly number[];

/** Counts the work of expanding one formula, since `(a + b + …)^9` grows without bound. */
export class Budget {
  private left = 500_000;
  constructor(private readonly exceeded: () => never) {}

  spend(amount: number): void {
    this.left -= amount;
    if (this.left < 0) this.exceeded();
  }
}

/** Distinct terms in the order of their appearance. The operations that combine sets may reuse their left operand. */
export class TermSet {
  private readonly terms = new Map<string, Variables>();

  constructor(private readonly budget: Budget) {}

  get size(): number {
    return this.terms.size;
  }

  add(variables: Variables): this {
    this.budget.spend(variables.length + 1);
    const key = variables.join();
    if (variables.length > 0 && !this.terms.has(key)) this.terms.set(key, variables);
    return this;
  }

  [Symbol.iterator](): IterableIterator<Variables> {
    return this.terms.values();
  }

  plus(right: TermSet): TermSet {
    for (const term of right) this.add(term);
    return this;
  }

  minus(right: TermSet): TermSet {
    for (const term of right) this.terms.delete(term.join());
    return this;
  }

  interact(right: TermSet): TermSet {
    const result = new TermSet(this.budget);
    for (const a of this) for (const b of right) result.add(union(a, b));
    return result;
  }

  /** `a * b`. With nothing but constants on the left R keeps nothing at all (`1 * a` is `1`), and so do we. */
  cross(right: TermSet): TermSet {
    if (this.size === 0) return this;
    const products = this.interact(right);
    return this.plus(right).plus(products);
  }

  /** `a / b` is `a + a:b`; `(a + b) / c` is `a + b + a:b:c`. Constants on the left as in `cross`. */
  nest(right: TermSet): TermSet {
    if (this.size === 0) return this;
    const all = this.everyVariable();
    for (const term of right) this.add(union(all, term));
    return this;
  }

  /** `a %in% b` is `a:b`, with all variables of the right side joined. */
  within(right: TermSet): TermSet {
    const all = right.everyVariable();
    const result = new TermSet(this.budget);
    for (const term of this) result.add(union(term, all));
    return result;
  }

  power(exponent: number): TermSet {
    let result: TermSet = this;
    for (let i = 1; i < exponent; i += 1) {
      const next = this.interact(result);
      if (next.size === result.size) return next;
      result = next;
    }
    return result;
  }

  /** By degree, and by appearance within a degree. */
  ordered(): Variables[] {
    return [...this].sort((a, b) => a.length - b.length);
  }

  private everyVariable(): Variables {
    const all = new Set<number>();
    for (const term of this) {
      this.budget.spend(term.length);
      for (const variable of term) all.add(variable);
    }
    return [...all].sort((a, b) => a - b);
  }
}

function union(a: Variables, b: Variables): Variables {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
