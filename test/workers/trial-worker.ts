// A worker whose tasks do, and fail in, all the ways that the pool must cope with.
import { serve } from "../../src/workers/serve.js";

serve({
  add: (shared: number) => (values: readonly number[]) => values.map((value) => shared + value),
  fail: () => (text: string) => {
    throw new RangeError(text);
  },
  end: () => (code: number) => process.exit(code),
  hang: () => () => {
    for (;;);
  },
  refuse: (text: string) => {
    throw new Error(text);
  },
});
