// A Bluesky server (PDS) with its directory (PLC): writes {"pds": ..., "plc": ...} when both are up.
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import crypto from "@atproto/crypto";
import pds from "@atproto/pds";
import plc from "@did-plc/server";

const folder = mkdtempSync(join(tmpdir(), "allmenning-pds-"));

function freePort() {
  return new Promise((found) => {
    const listening = net.createServer().listen(0, () => {
      const { port } = listening.address();
      listening.close(() => found(port));
    });
  });
}

const plcPort = await freePort();
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: plcPort });
await directory.start();

const key = await crypto.Secp256k1Keypair.create({ exportable: true });
const port = await freePort();
const environment = {
  devMode: true,
  port,
  hostname: "localhost",
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, "blobs"),
  adminPassword: "of this test",
  jwtSecret: "of this test only",
  serviceHandleDomains: [".test"],
  didPlcUrl: `http://localhost:${plcPort}`,
  bskyAppViewUrl: "https://appview.invalid",
  bskyAppViewDid: "did:example:invalid",
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await key.export()).toString("hex"),
  inviteRequired: false,
  disableSsrfProtection: true,
};
const server = await pds.PDS.create(
  pds.envToCfg(environment),
  pds.envToSecrets(environment),
);
await server.start();
console.log(
  JSON.stringify({ pds: `http://localhost:${port}`, plc: `http://localhost:${plcPort}` }),
);

process.on("SIGTERM", async () => {
  await server.destroy();
  await directory.destroy();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
// Ended with the test that began it, however that ended.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume();
