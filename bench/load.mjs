// Calling the load generator: one JSON object for each run.
import { writeFileSync } from "node:fs";
import { output } from "./processes.mjs";

/** What every run needs: programs, messages, where scratch files go. */
export class Load {
  constructor(settings) {
    this.settings = settings;
  }

  async run(word, options) {
    const args = [word];
    for (const [name, value] of Object.entries(options)) {
      if (value === undefined) continue;
      args.push(`--${name}`, ...(Array.isArray(value) ? value : [String(value)]));
    }
    return JSON.parse(await output(`${this.settings.programs}/bench/bench_load`, args));
  }

  post(options) {
    const { messages, config, connections } = this.settings;
    return this.run("post", { messages, config, connections, ...options });
  }

  get(lines, options) {
    return this.run("get", { targets: this.#file("targets", lines), ...options });
  }

  claims(lines, options) {
    return this.run("claims", { holders: this.#file("holders", lines), ...options });
  }

  #file(name, lines) {
    const file = `${this.settings.work}/${name}.txt`;
    writeFileSync(file, lines.join("\n") + "\n");
    return file;
  }
}
