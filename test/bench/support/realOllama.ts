import { realOllama, type RealOllama } from '../../support/realOllama.ts';

/** A real server with so many slots: one of its own, unless $OLLAMA_HOST names one. */
export function startRealOllama(slots: number, say: (text: string) => void): Promise<RealOllama> {
  return realOllama({ isolated: true, model: 'smollm2:135m', slots, say });
}
