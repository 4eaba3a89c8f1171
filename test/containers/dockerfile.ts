import { DockerfileParser } from 'dockerfile-ast';
import type { Copy, Instruction } from 'dockerfile-ast';

/** One stage of a Dockerfile: a `FROM` and the following instructions. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Step[];
}

/** An instruction, as far as these tests use it. */
export interface Step {
  readonly keyword: string;
  /** The arguments, without flags; those of an exec form without quotes. */
  readonly args: readonly string[];
  readonly text: string;
  readonly flags: Readonly<Record<string, string>>;
  /** Whether it is a JSON array, which runs without a shell. */
  readonly isExec: boolean;
}

/** The stages of a Dockerfile, in order. */
export function parseDockerfile(text: string): Stage[] {
  const stages: (Stage & { instructions: Step[] })[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const step = toStep(instruction);
    if (step.keyword !== 'FROM') stages.at(-1)?.instructions.push(step);
    else {
      const [base = '', , name] = step.args;
      stages.push({ base, name, instructions: [] });
    }
  }
  return stages;
}

/** All instructions of a stage's image: those of the stages that it is based on, then its own. */
export function inheritedSteps(stages: readonly Stage[], target: Stage): Step[] {
  const parent = stages.find(({ name }) => name === target.base);
  return [...(parent === undefined ? [] : inheritedSteps(stages, parent)), ...target.instructions];
}

// --- internal ---

function toStep(instruction: Instruction): Step {
  const exec = execArguments(instruction);
  const flags = (instruction as Partial<Pick<Copy, 'getFlags'>>).getFlags?.() ?? [];
  return {
    keyword: instruction.getKeyword(),
    args: exec ?? instruction.getArguments().map((argument) => argument.getValue()),
    text: instruction.getArgumentsContent() ?? '',
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ''])),
    isExec: exec !== undefined,
  };
}

function execArguments(instruction: Instruction): string[] | undefined {
  const json = /\[.*\]\s*$/s.exec(instruction.getArgumentsContent() ?? '')?.[0];
  const keyword = instruction.getKeyword();
  if (json === undefined || !['CMD', 'ENTRYPOINT', 'RUN', 'HEALTHCHECK'].includes(keyword)) return undefined;
  return JSON.parse(json) as string[];
}
