import { useQueryClient } from "@tanstack/react-query";
import { sayDone, sayProblem } from "../ui/say.ts";
import { toMessage } from "./client.ts";

interface Words {
  /** What is said when it worked. */
  readonly done: string;
  /** What is said above the reason when it did not. */
  readonly failed: string;
}

/** Does something by a press of a button: says how it went, and asks again for what it changed. */
export function useAct(queryKey: readonly string[]): (act: () => Promise<unknown>, words: Words) => void {
  const client = useQueryClient();
  const run = async (act: () => Promise<unknown>, { done, failed }: Words): Promise<void> => {
    try {
      await act();
      sayDone(done);
      await client.invalidateQueries({ queryKey });
    } catch (error) {
      sayProblem(failed, toMessage(error));
    }
  };
  return (act, words) => void run(act, words);
}
