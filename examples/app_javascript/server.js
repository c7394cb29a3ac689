import { app } from "./app.js";

const port = Number(process.env.PORT || 8080);
const server = app.listen(port, "0.0.0.0", (error) => {
  if (error) {
    console.log(`cannot listen on port ${port}: ${error.message}`);
    process.exit(1);
  }
  console.log(`listening on port ${port}`);
});

// As process 1 of a container, Node has no default action for these: without a listener they do nothing at all.
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => {
    console.log(`${signal}: stopping`);
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Requests under way may end, but not for longer than a platform waits.
    setTimeout(() => process.exit(0), 1000).unref();
  });
}
