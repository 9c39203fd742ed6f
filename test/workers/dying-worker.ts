// A worker that dies of one formula and lives with another.
import { serveCalls } from "../../src/workers/call-server.js";

serveCalls({
  hold: () => undefined,
  plan(formula: string) {
    if (formula === "live") return "alive";
    setTimeout(() => {
      throw new Error("out of luck");
    });
    return new Promise(() => undefined);
  },
});
