"""Holds a server's answers against an OpenAPI 3.0 document: status, media type, and every member of the body."""
import re


class Description:
    def __init__(self, document):
        self.document = document
        self.seen = set()  # (path, method, status) that were answered as described

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
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

    def promised(self):
        return {(path, method, int(status)) for path, method, operation in self.operations()
                for status in operation["responses"]}

    def path_of(self, path):
        for pattern in self.document["paths"]:
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
                return pattern
        raise AssertionError(f"{path} is in no path of the document")

    def check(self, method, path, status, content_type, body):
        pattern = self.path_of(path)
        responses = self.document["paths"][pattern][method.lower()]["responses"]
        assert str(status) in responses, f"{method} {path} answered {status}, which is not described"
        content = self.resolve(responses[str(status)])["content"]
        media = content_type.split(";")[0]
        assert media in content, f"{method} {path}: {media} is not described"
        self.check_value(body, content[media]["schema"], f"{method} {path} {status}")
        self.seen.add((pattern, method.lower(), status))

    def check_value(self, value, schema, where):
        schema = self.resolve(schema)
        if value is None:
            assert schema.get("nullable"), f"{where} is null"
            return
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
        assert isinstance(value, kinds[schema["type"]]), f"{where} is {value!r}, no {schema['type']}"
        if "enum" in schema:
            assert value in schema["enum"], f"{where} is {value!r}"
        if schema["type"] == "array":
            for number, item in enumerate(value):
                self.check_value(item, schema["items"], f"{where}[{number}]")
        if schema["type"] == "object" and "properties" in schema:
            missing = set(schema.get("required", [])) - set(value)
            unknown = set(value) - set(schema["properties"])
            assert not missing and not unknown, f"{where}: missing {missing}, unknown {unknown}"
            for name, member in value.items():
                self.check_value(member, schema["properties"][name], f"{where}.{name}")
