"""Checks requests and responses against an OpenAPI 3.0 document: status, media type and, with jsonschema, the body."""
import json
import re

import jsonschema

from spate import ROOT


def as_json_schema(node):
    """OpenAPI 3.0 has "nullable" where JSON Schema has a second type."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: as_json_schema(member) for name, member in node.items()}
    if node.pop("nullable", False):
        node["type"] = [node["type"], "null"]
    return node


class Description:
    def __init__(self, document):
        self.document = document
        self.components = as_json_schema(document["components"])
        self.seen = set()  # (path, method, status) of each checked response

    @classmethod
    def shipped(cls):
        return cls(json.loads((ROOT / "src/http/control/openapi.json").read_text()))

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    yield path, method, operation

    def responses(self):
        return {(path, method, int(status)) for path, method, operation in self.operations()
                for status in operation["responses"]}

    def path_of(self, path):
        for pattern in self.document["paths"]:
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
                return pattern
        raise AssertionError(f"the document has no path for {path}")

    def operation(self, method, path):
        return self.document["paths"][self.path_of(path)][method.lower()]

    def problems(self, value, schema):
        """Violations of a schema of the document. `schema` is the schema or its name."""
        if isinstance(schema, str):
            schema = {"$ref": f"#/components/schemas/{schema}"}
        validator = jsonschema.Draft202012Validator({**as_json_schema(schema), "components": self.components})
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def request_problems(self, method, path, body):
        """Violations of the schema of a request body. `body` is None for a request without one."""
        described = self.resolve(self.operation(method, path).get("requestBody", {}))
        if body is None:
            return ["the body is missing"] if described.get("required") else []
        return self.problems(body, described["content"]["application/json"]["schema"]) if described else []

    def check(self, method, path, status, content_type, body):
        responses = self.operation(method, path)["responses"]
        assert str(status) in responses, f"{method} {path} answered {status}, which is not described"
        content = self.resolve(responses[str(status)])["content"]
        media = content_type.split(";")[0]
        assert media in content, f"{method} {path}: {media} is not described"
        assert self.problems(body, content[media]["schema"]) == [], f"{method} {path} {status}"
        self.seen.add((self.path_of(path), method.lower(), status))
