"""Makes a strict JSON schema of a Task out of Tekton's swagger.json (standard input), on standard output."""
import json
import re
import sys

definitions = json.load(sys.stdin)["definitions"]
for name, definition in definitions.items():
    if name.startswith("v1.") and "properties" in definition:
        definition["additionalProperties"] = False
# Its own reader takes a string, a list or a map; the definition shows how it keeps them.
definitions["v1.ParamValue"] = {"type": ["string", "array", "object"]}
# Kubernetes' own types are not in there.
for name in set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(definitions))) - set(definitions):
    definitions[name] = {}
definitions["v1.EnvVar"] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "value": {"type": "string"}, "valueFrom": {}},
    "additionalProperties": False,
}
task = definitions["v1.Task"]
task["required"] = ["apiVersion", "kind", "metadata", "spec"]
task["properties"]["apiVersion"] = {"const": "tekton.dev/v1"}
task["properties"]["kind"] = {"const": "Task"}
json.dump({"$ref": "#/definitions/v1.Task", "definitions": definitions}, sys.stdout)
