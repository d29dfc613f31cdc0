// Lifecycles: each record is one step of one entity and does not depend on the order of generation.
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "catch.hpp"
#include "generator/machine/lifecycle_plan.hpp"
#include "record_maker.hpp"

namespace spate::generator {
namespace {

scenario::Lifecycle make_shop_lifecycle(std::uint64_t entities) {
  scenario::Lifecycle lifecycle;
  lifecycle.entities = entities;
  lifecycle.states = {
      {"home", {}, {{1, 0.6}, {2, 0.4}}, {}}, {"product", {}, {{0, 0.5}, {2, 0.5}}, {}}, {"leave", {}, {}, {}}};
  lifecycle.entities_end = true;
  return lifecycle;
}

// The latest step of an entity.
struct LatestStep {
  std::uint32_t state = 0;
  std::uint64_t step = 0;
  std::uint64_t index = 0;
};

// The steps of a plan, with the memory that it needs.
class EntitySteps {
 public:
  explicit EntitySteps(const LifecyclePlan& plan) : plan_(plan), memory_(plan.memory_size()) {}
  EntityStep at(std::uint64_t index) { return plan_.at(index, memory_); }

 private:
  const LifecyclePlan& plan_;
  std::vector<SlotMemory> memory_;
};

bool is_same(const EntityStep& left, const EntityStep& right) {
  return left.entity == right.entity && left.step == right.step && left.state == right.state &&
         (left.step == 0 || left.before == right.before);
}

const std::string kVisitLifecycle = R"(entities: 50
let:
  user: user-${int(1, 1000000)}
  vip: =chance(20%)
start: home
states:
  home: {next: {product: 60%, leave: 40%}}
  product: {next: {home: 50%, leave: 50%}}
  leave: {}
)";

std::string nest_yaml(const std::string& key, const std::string& text) {
  std::string yaml = key + ":\n";
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) yaml += "  " + line + "\n";
  return yaml;
}

}  // namespace

TEST_CASE("entities begin in the start state, change state at each step and end only in a final state") {
  const LifecyclePlan plan{make_shop_lifecycle(7), 1, 42};
  EntitySteps steps{plan};
  std::map<std::uint64_t, LatestStep> alive;
  std::set<std::uint64_t> ended;
  for (std::uint64_t index = 0; index < 100'000; ++index) {
    const auto now = steps.at(index);
    REQUIRE(ended.count(now.entity) == 0);
    const auto previous = alive.find(now.entity);
    if (previous == alive.end()) {
      REQUIRE(now.step == 0);
      REQUIRE(now.state == 0);
    } else {
      REQUIRE(now.step == previous->second.step + 1);
      REQUIRE(now.before == previous->second.index);
      REQUIRE(now.state != previous->second.state);
    }
    alive[now.entity] = {now.state, now.step, index};
    if (now.state == 2) {
      alive.erase(now.entity);
      ended.insert(now.entity);
    }
    REQUIRE(alive.size() <= 7);
  }
  CHECK(ended.size() > 30'000);
}

TEST_CASE("each of n entities makes one of n consecutive records") {
  const LifecyclePlan plan{make_shop_lifecycle(1000), 1, 7};
  EntitySteps steps{plan};
  for (std::uint64_t round = 0; round < 20; ++round) {
    std::set<std::uint64_t> entities;
    for (std::uint64_t n = 0; n < 1000; ++n) entities.insert(steps.at(round * 1000 + n).entity);
    CHECK(entities.size() == 1000);
  }
}

TEST_CASE("transitions occur at their configured shares") {
  const LifecyclePlan plan{make_shop_lifecycle(100), 1, 3};
  EntitySteps steps{plan};
  std::map<std::uint64_t, std::uint32_t> state;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> transitions;
  std::array<double, 3> departures{};
  for (std::uint64_t index = 0; index < 400'000; ++index) {
    const auto now = steps.at(index);
    if (now.step > 0) {
      const auto from = state.at(now.entity);
      ++transitions[{from, now.state}];
      ++departures.at(from);
    }
    state[now.entity] = now.state;
  }
  const auto share = [&](std::uint32_t from, std::uint32_t to) {
    return transitions[{from, to}] / departures.at(from);
  };
  CHECK(std::abs(share(0, 1) - 0.6) < 0.01);
  CHECK(std::abs(share(0, 2) - 0.4) < 0.01);
  CHECK(std::abs(share(1, 0) - 0.5) < 0.01);
  CHECK(std::abs(share(1, 2) - 0.5) < 0.01);
}

TEST_CASE("the step of a record is the same from any index, in any order") {
  const LifecyclePlan plan{make_shop_lifecycle(30), 1, 11};
  CHECK(plan.window() < 512);
  EntitySteps in_order{plan};
  std::vector<EntityStep> all;
  for (std::uint64_t index = 0; index < 30'000; ++index) all.push_back(in_order.at(index));
  for (std::uint64_t index = 0; index < 30'000; index += 97) {
    EntitySteps restarted{plan};
    REQUIRE(is_same(restarted.at(index), all[index]));
  }
  EntitySteps backwards{plan};
  for (std::uint64_t index = 30'000; index-- > 0;) REQUIRE(is_same(backwards.at(index), all[index]));
  EntitySteps distant{plan};
  CHECK(is_same(distant.at(1'000'000'000'000), EntitySteps{plan}.at(1'000'000'000'000)));
}

TEST_CASE("a visit of a state has dwell / mean gap records on average") {
  for (const bool exponential : {false, true}) {
    auto lifecycle = make_shop_lifecycle(50);
    lifecycle.states[1].dwell = {exponential, 35 * kSecond};  // 3.5 mean gaps
    const LifecyclePlan plan{lifecycle, 10e9, 5};
    EntitySteps steps{plan};
    std::map<std::uint64_t, std::uint32_t> state;
    double visits = 0;
    double records = 0;
    for (std::uint64_t index = 0; index < 500'000; ++index) {
      const auto now = steps.at(index);
      if (now.state == 1) ++records;
      if (now.state == 1 && (now.step == 0 || state.at(now.entity) != 1)) ++visits;
      state[now.entity] = now.state;
    }
    CAPTURE(exponential);
    CHECK(std::abs(records / visits - 3.5) < 0.05);
  }
}

TEST_CASE("entities without a final state never end") {
  auto lifecycle = make_shop_lifecycle(20);
  lifecycle.states = {{"idle", {}, {{1, 1.0}}, {}}, {"busy", {}, {{0, 0.7}, {1, 0.3}}, {}}};
  lifecycle.entities_end = false;
  const LifecyclePlan plan{lifecycle, 1, 9};
  EntitySteps steps{plan};
  std::map<std::uint64_t, LatestStep> last;
  for (std::uint64_t index = 0; index < 50'000; ++index) {
    const auto now = steps.at(index);
    REQUIRE(now.entity < 20);
    REQUIRE(now.step == index / 20);
    if (now.step > 0) REQUIRE(now.before == last[now.entity].index);
    if (now.step > 0 && last[now.entity].state == 0) REQUIRE(now.state == 1);
    last[now.entity] = {now.state, now.step, index};
  }
}

TEST_CASE("a lifecycle of exactly three records always completes") {
  auto lifecycle = make_shop_lifecycle(10);
  lifecycle.states = {{"a", {}, {{1, 1.0}}, {}}, {"b", {}, {{2, 1.0}}, {}}, {"c", {}, {}, {}}};
  const LifecyclePlan plan{lifecycle, 1, 1};
  EntitySteps steps{plan};
  for (std::uint64_t index = 0; index < 30'000; ++index) {
    const auto now = steps.at(index);
    REQUIRE(now.step == now.state);
    REQUIRE(now.step == index / 10 % 3);
  }
}

TEST_CASE("records read the entity, its variables, state and step, and the previous value of a field") {
  RecordMaker maker{
      "e: =entity()\nuser: =user\nvip: =vip\npage: =state()\nstep: =step()\nwas: =previous(page)\nn: =index()\n",
      nest_yaml("lifecycle", kVisitLifecycle)};
  REQUIRE(maker.problems == "");
  std::map<std::string, std::string> pages;
  std::map<std::string, std::string> users;
  for (std::uint64_t index = 0; index < 5000; ++index) {
    const auto value = maker.value(index);
    const auto field = [&](const std::string& name) {
      const auto at = value.find("\"" + name + "\":") + name.size() + 3;
      return value.substr(at, value.find_first_of(",}", at) - at);
    };
    const auto entity = field("e");
    CHECK(field("was") == (field("step") == "0" ? "null" : pages.at(entity)));
    pages[entity] = field("page");
    const auto variables = field("user") + field("vip");
    CHECK(users.emplace(entity, variables).first->second == variables);
  }
  std::set<std::string> distinct;
  for (const auto& user : users) distinct.insert(user.second);
  CHECK(distinct.size() > users.size() * 9 / 10);
}

TEST_CASE("lifecycle functions and variables are rejected where they have no value") {
  CHECK(RecordMaker{"x: =state()\n"}.problems.find("the stream has no lifecycle") != std::string::npos);
  const auto problems = [](const std::string& variable) {
    return RecordMaker{"x: =v\n", nest_yaml("lifecycle", "entities: 5\nlet: {v: '" + variable +
                                                             "'}\nstart: a\nstates: {a: {next: {b: 100%}}, b: {}}\n")}
        .problems;
  };
  CHECK(problems("=int(1, 9)") == "");
  for (const auto* variable : {"=now()", "=index()", "=state()", "=step()"})
    CHECK(problems(variable).find("drawn once") != std::string::npos);
  CHECK(RecordMaker{"x: =previous(x)\n", nest_yaml("lifecycle", kVisitLifecycle)}.problems.find("circular reference") !=
        std::string::npos);
}

TEST_CASE("preset clickstream: sessions begin at home, change page and end") {
  auto maker = RecordMaker::preset("clickstream");
  REQUIRE(maker.problems == "");
  std::map<std::string, std::string> pages;
  int ended = 0;
  for (std::uint64_t index = 0; index < 20'000; ++index) {
    const auto record = maker.record(index);
    const auto text = [&](const std::string& name) {
      const auto at = record.value.find("\"" + name + "\":") + name.size() + 3;
      return record.value.substr(at, record.value.find_first_of(",}", at) - at);
    };
    REQUIRE(text("session_id") == "\"" + record.key + "\"");
    const auto previous = pages.find(record.key);
    REQUIRE(text("previous_page") == (previous == pages.end() ? "null" : previous->second));
    if (previous == pages.end()) REQUIRE(text("page") == "\"home\"");
    pages[record.key] = text("page");
    const bool is_last = text("page") == "\"leave\"";
    REQUIRE(text("event") == (is_last ? "\"session_end\"" : "\"page_view\""));
    if (is_last) pages.erase(record.key);
    ended += is_last ? 1 : 0;
    REQUIRE(pages.size() <= 500);
  }
  CHECK(ended > 3000);
}

}  // namespace spate::generator
