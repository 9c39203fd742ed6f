// The command line: finds the command, runs it, and turns what happens into an exit code.
import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addAnova } from "./anova.js";
import { addAugment } from "./augment.js";
import { addCoef } from "./coef.js";
import type { AddCommand } from "./command.js";
import { addCompare } from "./compare.js";
import { addConfint } from "./confint.js";
import { addCrossProducts } from "./cross-products.js";
import { addData } from "./data.js";
import { addDiagnose } from "./diagnose.js";
import { addDrop1 } from "./drop1.js";
import { addEffectSizes } from "./effect-sizes.js";
import { addEmmeans } from "./emmeans.js";
import { EXIT, exitCodeOf, failureText, UsageError } from "./failure.js";
import { addFit } from "./fit.js";
import { addPlot } from "./plot.js";
import { addPower } from "./power.js";
import { addPredict } from "./predict.js";
import { addRanef } from "./ranef.js";
import { addRanova } from "./ranova.js";
import { addReport } from "./report.js";
import { addReshape } from "./reshape.js";
import { type Io, Session } from "./session.js";
import { addSimplify } from "./simplify.js";
import { addSimulate } from "./simulate.js";
import { addSummary } from "./summary.js";
import { addTable } from "./table.js";

/** Every command, in the order of the help text: each adds itself to the program. */
const COMMANDS: readonly AddCommand[] = [
  addFit,
  addSummary,
  addTable,
  addReport,
  addCoef,
  addRanef,
  addAugment,
  addEffectSizes,
  addAnova,
  addDrop1,
  addRanova,
  addCompare,
  addSimplify,
  addConfint,
  addEmmeans,
  addPredict,
  addSimulate,
  addPower,
  addDiagnose,
  addPlot,
  addData,
  addReshape,
  addCrossProducts,
];

/**
 * Runs blup with the arguments after the program's name. Resolves to the exit code: 0 done, 1 bad usage or data,
 * 2 a fit that failed, 130 interrupted. Reports go to `io.stdout`; errors, warnings and progress to `io.stderr`.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const session = new Session(io);
  const program = new Command("blup")
    .description("Linear and generalized linear mixed models with lme4's formulas and lme4's answers.")
    .version(manifest.version, "-V, --version", "print the version number")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .showHelpAfterError('(see "blup --help")')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => session.out(text),
      writeErr: (text) => session.err(text),
      getOutHelpWidth: () => session.width,
      getErrHelpWidth: () => session.width,
    })
    .configureHelp({ subcommandTerm })
    .addHelpText("after", EXAMPLE);
  for (const add of COMMANDS) add(program, session);
  for (const command of program.commands) command.showHelpAfterError(`(see "blup help ${command.name()}")`);
  try {
    if (argv.length === 0) {
      session.err(program.helpInformation());
      return EXIT.usage;
    }
    await program.parseAsync([...argv], { from: "user" });
    const problem = await session.problem();
    if (problem === null) return EXIT.done;
    throw new UsageError(`the report cannot be written to standard output: ${problem}`);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    session.err(`${failureText(error)}\n`);
    return exitCodeOf(error);
  } finally {
    session.close();
  }
}

/** A command and its arguments in the list of commands, which are too many to say of each that it has options. */
function subcommandTerm(command: Command): string {
  const shown = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? "..." : "");
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  return command.name() + shown.join("");
}

const EXAMPLE = `
Example:
  blup fit "Reaction ~ Days + (Days | Subject)" sleepstudy.csv --output sleep.json
  blup summary sleep.json
  blup anova sleep.json

"blup help COMMAND" explains the options of a command and has more examples.
`;
