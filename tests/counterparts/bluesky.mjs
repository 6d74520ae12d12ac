// A Bluesky server (PDS) with its directory (PLC): writes {"pds": ..., "plc": ...} when both are up.
import { TestNetworkNoAppView } from "@atproto/dev-env";

const network = await TestNetworkNoAppView.create({ plc: {}, pds: { hostname: "localhost" } });
console.log(JSON.stringify({ pds: network.pds.url, plc: network.plc.url }));
process.on("SIGTERM", async () => {
  await network.close();
  process.exit(0);
});
// Ended with the test that began it, however that ended.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume();
