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

scenario::Lifecycle shop(std::uint64_t entities) {
  scenario::Lifecycle lifecycle;
  lifecycle.entities = entities;
  lifecycle.states = {
      {"home", {}, {{1, 0.6}, {2, 0.4}}, {}}, {"product", {}, {{0, 0.5}, {2, 0.5}}, {}}, {"leave", {}, {}, {}}};
  lifecycle.entities_end = true;
  return lifecycle;
}

struct Seen {
  std::uint32_t state = 0;
  std::uint64_t step = 0;
  std::uint64_t index = 0;
};

class Slots {
 public:
  explicit Slots(const LifecyclePlan& plan) : plan_(plan), memory_(plan.memory_size()) {}
  EntityStep at(std::uint64_t index) { return plan_.at(index, memory_); }

 private:
  const LifecyclePlan& plan_;
  std::vector<SlotMemory> memory_;
};

bool same(const EntityStep& one, const EntityStep& other) {
  return one.entity == other.entity && one.step == other.step && one.state == other.state &&
         (one.step == 0 || one.before == other.before);
}

const std::string kVisits = R"(entities: 50
let:
  user: user-${int(1, 1000000)}
  vip: =chance(20%)
start: home
states:
  home: {next: {product: 60%, leave: 40%}}
  product: {next: {home: 50%, leave: 50%}}
  leave: {}
)";

std::string under(const std::string& key, const std::string& text) {
  std::string all = key + ":\n";
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) all += "  " + line + "\n";
  return all;
}

}  // namespace

TEST_CASE("entities begin at the start, go on by the ways there are, end in a final state, and only there") {
  const LifecyclePlan plan{shop(7), 1, 42};
  Slots slots{plan};
  std::map<std::uint64_t, Seen> alive;
  std::set<std::uint64_t> ended;
  for (std::uint64_t index = 0; index < 100'000; ++index) {
    const auto now = slots.at(index);
    REQUIRE(ended.count(now.entity) == 0);
    const auto before = alive.find(now.entity);
    if (before == alive.end()) {
      REQUIRE(now.step == 0);
      REQUIRE(now.state == 0);
    } else {
      REQUIRE(now.step == before->second.step + 1);
      REQUIRE(now.before == before->second.index);
      REQUIRE(now.state != before->second.state);
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

TEST_CASE("each of the entities makes one record in as many") {
  const LifecyclePlan plan{shop(1000), 1, 7};
  Slots slots{plan};
  for (std::uint64_t round = 0; round < 20; ++round) {
    std::set<std::uint64_t> entities;
    for (std::uint64_t n = 0; n < 1000; ++n) entities.insert(slots.at(round * 1000 + n).entity);
    CHECK(entities.size() == 1000);
  }
}

TEST_CASE("the ways are taken as often as their shares say") {
  const LifecyclePlan plan{shop(100), 1, 3};
  Slots slots{plan};
  std::map<std::uint64_t, std::uint32_t> state;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> ways;
  std::array<double, 3> left{};
  for (std::uint64_t index = 0; index < 400'000; ++index) {
    const auto now = slots.at(index);
    if (now.step > 0) {
      const auto from = state.at(now.entity);
      ++ways[{from, now.state}];
      ++left.at(from);
    }
    state[now.entity] = now.state;
  }
  const auto share = [&](std::uint32_t from, std::uint32_t to) { return ways[{from, to}] / left.at(from); };
  CHECK(std::abs(share(0, 1) - 0.6) < 0.01);
  CHECK(std::abs(share(0, 2) - 0.4) < 0.01);
  CHECK(std::abs(share(1, 0) - 0.5) < 0.01);
  CHECK(std::abs(share(1, 2) - 0.5) < 0.01);
}

TEST_CASE("a record's step is the same after a restart at any index, and looked back for no further than a window") {
  const LifecyclePlan plan{shop(30), 1, 11};
  CHECK(plan.window() < 512);
  Slots in_order{plan};
  std::vector<EntityStep> all;
  for (std::uint64_t index = 0; index < 30'000; ++index) all.push_back(in_order.at(index));
  for (std::uint64_t index = 0; index < 30'000; index += 97) {
    Slots restarted{plan};
    REQUIRE(same(restarted.at(index), all[index]));
  }
  Slots backwards{plan};
  for (std::uint64_t index = 30'000; index-- > 0;) REQUIRE(same(backwards.at(index), all[index]));
  Slots far{plan};
  CHECK(same(far.at(1'000'000'000'000), Slots{plan}.at(1'000'000'000'000)));
}

TEST_CASE("dwell is counted in mean gaps") {
  for (const bool exponential : {false, true}) {
    auto lifecycle = shop(50);
    lifecycle.states[1].dwell = {exponential, 35 * kSecond};  // three and a half gaps
    const LifecyclePlan plan{lifecycle, 10e9, 5};
    Slots slots{plan};
    std::map<std::uint64_t, std::uint32_t> state;
    double visits = 0;
    double records = 0;
    for (std::uint64_t index = 0; index < 500'000; ++index) {
      const auto now = slots.at(index);
      if (now.state == 1) ++records;
      if (now.state == 1 && (now.step == 0 || state.at(now.entity) != 1)) ++visits;
      state[now.entity] = now.state;
    }
    CAPTURE(exponential);
    CHECK(std::abs(records / visits - 3.5) < 0.05);
  }
}

TEST_CASE("entities without a final state never end") {
  auto lifecycle = shop(20);
  lifecycle.states = {{"idle", {}, {{1, 1.0}}, {}}, {"busy", {}, {{0, 0.7}, {1, 0.3}}, {}}};
  lifecycle.entities_end = false;
  const LifecyclePlan plan{lifecycle, 1, 9};
  Slots slots{plan};
  std::map<std::uint64_t, Seen> last;
  for (std::uint64_t index = 0; index < 50'000; ++index) {
    const auto now = slots.at(index);
    REQUIRE(now.entity < 20);
    REQUIRE(now.step == index / 20);
    if (now.step > 0) REQUIRE(now.before == last[now.entity].index);
    if (now.step > 0 && last[now.entity].state == 0) REQUIRE(now.state == 1);
    last[now.entity] = {now.state, now.step, index};
  }
}

TEST_CASE("what takes exactly three records is never cut short") {
  auto lifecycle = shop(10);
  lifecycle.states = {{"a", {}, {{1, 1.0}}, {}}, {"b", {}, {{2, 1.0}}, {}}, {"c", {}, {}, {}}};
  const LifecyclePlan plan{lifecycle, 1, 1};
  Slots slots{plan};
  for (std::uint64_t index = 0; index < 30'000; ++index) {
    const auto now = slots.at(index);
    REQUIRE(now.step == now.state);
    REQUIRE(now.step == index / 10 % 3);
  }
}

TEST_CASE("records show their entity, its variables, state and step, and a field as it was before") {
  RecordMaker maker{
      "e: =entity()\nuser: =user\nvip: =vip\npage: =state()\nstep: =step()\nwas: =previous(page)\nn: =index()\n",
      under("lifecycle", kVisits)};
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
  std::set<std::string> different;
  for (const auto& user : users) different.insert(user.second);
  CHECK(different.size() > users.size() * 9 / 10);
}

TEST_CASE("a lifecycle's variables and functions are known only where they mean something") {
  CHECK(RecordMaker{"x: =state()\n"}.problems.find("this needs a lifecycle") != std::string::npos);
  const auto with = [](const std::string& variable) {
    return RecordMaker{"x: =v\n", under("lifecycle", "entities: 5\nlet: {v: '" + variable +
                                                         "'}\nstart: a\nstates: {a: {next: {b: 100%}}, b: {}}\n")}
        .problems;
  };
  CHECK(with("=int(1, 9)") == "");
  for (const auto* wrong : {"=now()", "=index()", "=state()", "=step()"})
    CHECK(with(wrong).find("drawn once") != std::string::npos);
  CHECK(RecordMaker{"x: =previous(x)\n", under("lifecycle", kVisits)}.problems.find("circular reference") !=
        std::string::npos);
}

TEST_CASE("the clickstream preset: sessions begin at home, go from page to page, and end") {
  auto maker = RecordMaker::preset("clickstream");
  REQUIRE(maker.problems == "");
  std::map<std::string, std::string> page_of;
  int ended = 0;
  for (std::uint64_t index = 0; index < 20'000; ++index) {
    const auto record = maker.record(index);
    const auto text = [&](const std::string& name) {
      const auto at = record.value.find("\"" + name + "\":") + name.size() + 3;
      return record.value.substr(at, record.value.find_first_of(",}", at) - at);
    };
    REQUIRE(text("session_id") == "\"" + record.key + "\"");
    const auto known = page_of.find(record.key);
    REQUIRE(text("previous_page") == (known == page_of.end() ? "null" : known->second));
    if (known == page_of.end()) REQUIRE(text("page") == "\"home\"");
    page_of[record.key] = text("page");
    const bool over = text("page") == "\"leave\"";
    REQUIRE(text("event") == (over ? "\"session_end\"" : "\"page_view\""));
    if (over) page_of.erase(record.key);
    ended += over ? 1 : 0;
    REQUIRE(page_of.size() <= 500);
  }
  CHECK(ended > 3000);
}

}  // namespace spate::generator
