// Goodput: what is applied in a second when ten times as many clients want in as the house can serve. The door refuses
// early once the backlog is long; what it took goes on being applied.
import { startOurs } from "./ours.mjs";
import { say } from "./processes.mjs";

const backlogMax = 6_000;

/** Peak (the generator waits for the worker) and goodput (it does not), each on a fresh platform. */
export async function measureOverload(settings, load, push) {
  say("==> Overload: ten times as many clients, and nobody waits");
  for (const [name, connections, wait] of [["overload_peak", 1, true], ["overload", 10, false]]) {
    const ours = await startOurs(settings, { toml: `[limits]\nbacklog_max = ${backlogMax}\n` });
    try {
      const before = ours.memory();
      const figures = await load.post({
        to: ours.url, tokens: ours.tokens, applied: ours.applied, connections: settings.connections * connections,
        seconds: settings.endSeconds, "warm-up": 3, "backlog-max": wait ? settings.backlogMax : 1e9,
      });
      const after = ours.memory();
      push(name, { ...figures, gateway_mb: after.gateway, gateway_grew_mb: after.gateway - before.gateway });
    } finally {
      await ours.stop();
    }
  }
}
