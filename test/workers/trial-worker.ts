// A worker whose tasks do, and fail in, all the ways that the pool must cope with.
import { serveCalls, taskMethods } from "../../src/workers/call-server.js";

serveCalls(
  taskMethods({
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
  }),
);
