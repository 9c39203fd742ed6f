// The machine and its load, which every measurement carries.
import { cpus, loadavg } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Load average of the last minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** Call it before the work; what it returns describes the machine when called after the work. */
export function observeMachine(): () => Machine {
  const loadBefore = loadavg()[0];
  return () => ({
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    node: process.versions.node,
    loadBefore,
    loadAfter: loadavg()[0],
  });
}

/** A line for the foot of a table. */
export function machineLine(date: string, { cpu, node, loadBefore, loadAfter }: Machine): string {
  const loads = `load average ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after`;
  return `${date.slice(0, 10)}, ${cpu}, Node ${node}, ${loads}.`;
}
