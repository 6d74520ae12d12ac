// The servers listen on every interface; a test may listen on 127.0.0.1 only.
const net = require("node:net");

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...given) {
  const [first] = given;
  if (typeof first === "object" && first !== null && "port" in first) {
    return listen.call(this, { ...first, host: "127.0.0.1" }, ...given.slice(1));
  }
  if (Number.isInteger(Number(first))) {
    const ready = given.find((each) => typeof each === "function");
    return listen.call(this, { port: Number(first), host: "127.0.0.1" }, ready);
  }
  return listen.apply(this, given);
};
