// The control API without a run: access control, request bodies, responses.
#include "base/time.hpp"
#include "catch.hpp"
#include "http/control/access.hpp"
#include "http/control/action_body.hpp"
#include "http/control/control_routes.hpp"
#include "http/control/token_bucket.hpp"

namespace {

using spate::kSecond;
using spate::MonotonicTime;
using spate::http::Control;
using spate::http::ControlAccess;
using spate::http::ControlAction;
using spate::http::ControlResponse;
using spate::http::Request;

const ControlAccess kLocal{std::nullopt, "127.0.0.1", "127.0.0.1:9464"};
const ControlAccess kRemote{"correct-horse", "0.0.0.0", "0.0.0.0:9464"};

Request request_from(std::string_view host, std::string_view origin = {}, std::string_view authorization = {}) {
  return {.method = "POST", .path = "/", .host = host, .origin = origin, .authorization = authorization};
}

int denied_status(const ControlAccess& access, const Request& request) {
  const auto response = access.deny_reason(request);
  return response ? response->status : 0;
}

// Records the actions.
struct ActionRecorder {
  std::vector<ControlAction> actions;

  spate::http::Routes routes(const ControlAccess& access = kLocal) {
    return spate::http::control_routes({.streams =
                                            [] {
                                              return ControlResponse{200, "all"};
                                            },
                                        .stream =
                                            [](std::string_view name) {
                                              return ControlResponse{200, std::string{name}};
                                            },
                                        .act =
                                            [this](const ControlAction& action) {
                                              actions.push_back(action);
                                              return ControlResponse{200, "done"};
                                            },
                                        .reload =
                                            [] {
                                              return ControlResponse{200, "reloaded"};
                                            }},
                                       access);
  }
};

spate::http::Response post(const spate::http::Routes& routes, std::string_view path, std::string_view body,
                           std::string_view type = "application/json") {
  return spate::http::dispatch(
      routes, {.method = "POST", .path = path, .host = "127.0.0.1:9464", .content_type = type, .body = body});
}

}  // namespace

TEST_CASE("the control API is enabled on loopback, elsewhere only with a token") {
  CHECK(kLocal.enabled());
  CHECK(ControlAccess{std::nullopt, "::1", "[::1]:9464"}.enabled());
  CHECK(kRemote.enabled());
  const ControlAccess open{std::nullopt, "0.0.0.0", "0.0.0.0:9464"};
  CHECK_FALSE(open.enabled());
  ActionRecorder recorder;
  const auto routes = recorder.routes(open);
  for (const auto& [method, path] :
       std::initializer_list<std::pair<const char*, const char*>>{{"GET", "/"},
                                                                  {"GET", "/api/v1/streams"},
                                                                  {"POST", "/api/v1/streams/orders/pause"},
                                                                  {"GET", "/api/v1/openapi.json"}}) {
    CAPTURE(path);
    const auto response = spate::http::dispatch(routes, {.method = method, .path = path});
    CHECK(response.status == 403);
    CHECK_THAT(response.body, ContainsSubstring("other than loopback") && ContainsSubstring("control: {token"));
  }
}

TEST_CASE("without a token the Host must be an address or a name of this machine") {
  for (const char* host : {"127.0.0.1:9464", "localhost:9464", "localhost", "[::1]:9464", "10.1.2.3:80", "127.0.0.1"}) {
    CAPTURE(host);
    CHECK(denied_status(kLocal, request_from(host)) == 0);
  }
  for (const char* host : {"", "evil.example", "evil.example:9464", "localhost.evil.example", "127.0.0.1.evil.example",
                           "[::1", "[]", "127.0.0.1@evil.example"}) {
    CAPTURE(host);
    CHECK(denied_status(kLocal, request_from(host)) == 403);
  }
  const ControlAccess named{std::nullopt, "127.0.0.1", "spate.internal:9464"};
  CHECK(denied_status(named, request_from("spate.internal:9464")) == 0);
}

TEST_CASE("a page of another site is rejected, with a token too") {
  CHECK(denied_status(kLocal, request_from("127.0.0.1:9464", "http://127.0.0.1:9464")) == 0);
  CHECK(denied_status(kLocal, request_from("127.0.0.1:9464", "http://127.0.0.1:8080")) == 403);
  CHECK(denied_status(kLocal, request_from("127.0.0.1:9464", "null")) == 403);
  CHECK(denied_status(kRemote, request_from("x:1", "http://evil.example", "Bearer correct-horse")) == 403);
  CHECK(denied_status(kRemote, request_from("x:1", "https://x:1", "Bearer correct-horse")) == 0);
}

TEST_CASE("the token must match completely") {
  CHECK(denied_status(kRemote, request_from("any.name", {}, "Bearer correct-horse")) == 0);
  for (const char* wrong : {"", "Bearer", "Bearer ", "Bearer correct", "Bearer correct-horse2", "correct-horse",
                            "bearer correct-horse", "Bearer  correct-horse", "Basic correct-horse"}) {
    CAPTURE(wrong);
    CHECK(denied_status(kRemote, request_from("any.name", {}, wrong)) == 401);
  }
}

TEST_CASE("a token bucket allows a burst and refills") {
  spate::http::TokenBucket bucket{2, 3};
  for (int i = 0; i < 3; ++i) CHECK(bucket.try_acquire(MonotonicTime{kSecond}));
  CHECK_FALSE(bucket.try_acquire(MonotonicTime{kSecond}));
  CHECK(bucket.try_acquire(MonotonicTime{kSecond + kSecond / 2}));
  CHECK_FALSE(bucket.try_acquire(MonotonicTime{kSecond + kSecond / 2}));
  CHECK_FALSE(bucket.try_acquire(MonotonicTime{}));  // a time before the last one adds no tokens
  for (int i = 0; i < 3; ++i) CHECK(bucket.try_acquire(MonotonicTime{100 * kSecond}));
  CHECK_FALSE(bucket.try_acquire(MonotonicTime{100 * kSecond}));
}

TEST_CASE("the body of an action is an object with at most two strings") {
  const auto both = spate::http::parse_action(R"({"rate": "500/s", "for": "30s"})");
  CHECK(both.problem.empty());
  CHECK(both.rate == "500/s");
  CHECK(both.duration == "30s");
  for (const char* empty : {"", " \r\n", "{}"}) {
    CHECK(spate::http::parse_action(empty).problem.empty());
    CHECK_FALSE(spate::http::parse_action(empty).rate);
  }
  for (const char* invalid : {"{", "[]", "null", "5", "\"x\"", R"({"rate": 5})", R"({"rate": null})",
                              R"({"speed": "1/s"})", R"({"rate": "1/s", "rate": "2/s"})", R"({"for": {}})",
                              "{\"rate\": \"\xff\"}", "{} {}", R"({"rate": "1/s",})"}) {
    CAPTURE(invalid);
    CHECK_FALSE(spate::http::parse_action(invalid).problem.empty());
  }
  const std::string deep(4000, '[');
  CHECK_FALSE(spate::http::parse_action(deep).problem.empty());
}

TEST_CASE("an action is passed to the run unchanged") {
  ActionRecorder recorder;
  const auto routes = recorder.routes();
  CHECK(post(routes, "/api/v1/streams/a.b-c/rate", R"({"rate": "2x", "for": "1min"})").status == 200);
  CHECK(post(routes, "/api/v1/streams/orders/pause", "", "").status == 200);
  REQUIRE(recorder.actions.size() == 2);
  CHECK(recorder.actions[0].stream == "a.b-c");
  CHECK(recorder.actions[0].verb == "rate");
  CHECK(recorder.actions[0].rate == "2x");
  CHECK(recorder.actions[0].duration == "1min");
  CHECK(recorder.actions[1].verb == "pause");
}

TEST_CASE("an invalid request gets a JSON error and no action") {
  ActionRecorder recorder;
  const auto routes = recorder.routes();
  CHECK(post(routes, "/api/v1/streams/orders/rate", R"({"rate": 1})").status == 400);
  CHECK(post(routes, "/api/v1/streams/orders/rate", R"({"rate": "1/s"})", "text/plain").status == 415);
  CHECK(post(routes, "/api/v1/streams/orders/stop", "").status == 404);
  CHECK(post(routes, "/api/v1/streams//pause", "").status == 404);
  CHECK(post(routes, "/api/v1/streams/a/b/pause", "").status == 404);
  CHECK(spate::http::dispatch(routes, {.method = "GET", .path = "/api/v1/streams/orders/pause"}).status == 405);
  const auto wrong = post(routes, "/api/v1/streams/orders/rate", "{\"a\\\"b\": 1}");
  CHECK(wrong.content_type == "application/json");
  CHECK_THAT(wrong.body, ContainsSubstring(R"({"error": "unknown member \"a\"b\")"));
  CHECK(recorder.actions.empty());
}

TEST_CASE("too many requests get 429 with Retry-After") {
  ActionRecorder recorder;
  const auto routes = recorder.routes();
  int rejected = 0;
  for (int i = 0; i < 200; ++i) {
    const auto response = post(routes, "/api/v1/streams/orders/pause", "");
    if (response.status == 200) continue;
    ++rejected;
    CHECK(response.status == 429);
    CHECK(response.headers == "Retry-After: 1\r\n");
  }
  CHECK(rejected > 100);
}

TEST_CASE("the security policy of the page allows only its own script") {
  ActionRecorder recorder;
  const auto page = spate::http::dispatch(recorder.routes(), {.method = "GET", .path = "/"});
  CHECK(page.status == 200);
  CHECK_THAT(page.headers, ContainsSubstring("Content-Security-Policy: default-src 'none'; script-src 'sha256-"));
  CHECK_THAT(page.headers, !ContainsSubstring("unsafe"));
  CHECK_THAT(page.body, !ContainsSubstring("://"));
}
