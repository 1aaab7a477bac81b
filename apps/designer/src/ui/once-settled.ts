import { useEffect, useState } from "react";
import { onceIdle } from "./once-idle.ts";

/** How long nobody may have clicked or typed. */
const quietMs = 400;

/** Runs something once a page has come to rest: its user does nothing, nor does the browser. Gives what takes it back. */
export function onceSettled(run: () => void): () => void {
  let takeBack = (): void => undefined;
  const wait = (): void => {
    takeBack();
    const timer = setTimeout(() => {
      takeBack = onceIdle(() => {
        stop();
        run();
      });
    }, quietMs);
    takeBack = () => clearTimeout(timer);
  };
  const stop = (): void => {
    takeBack();
    window.removeEventListener("pointerdown", wait, true);
    window.removeEventListener("keydown", wait, true);
  };
  window.addEventListener("pointerdown", wait, true);
  window.addEventListener("keydown", wait, true);
  wait();
  return stop;
}

/** True once the page has come to rest: for what nobody comes to a page for. */
export function useSettled(): boolean {
  const [isSettled, setIsSettled] = useState(false);
  useEffect(() => onceSettled(() => setIsSettled(true)), []);
  return isSettled;
}
