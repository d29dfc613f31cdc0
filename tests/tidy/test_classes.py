"""Limits the methods and the data members of a class, so that each class has one job."""
import pytest
from class_members import classes_in
from test_structure import SRC, files, short

MAX_COUNT = 25  # methods, and data members

# Classes above the limit, with the reason.
EXCEPTIONS = {
    "src/stats/stream_stats.hpp: WorkerStats": "one counter per metric, no functions",
}

SAMPLE = R"""
// class Commented { void a(); };
enum class Color { red, green };
template <class T>
class Plain final : public Base<T> {
 public:
  explicit Plain(int a, std::function<void()> f = [] {});
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;
  ~Plain() { stop(); }
  bool operator==(const Plain&) const = default;
  Plain(const char* text) try : size_{1}, next_(nullptr) {
    if (text) throw 1;
  } catch (...) {
    stop();
  }
  Value& operator[](std::size_t at) noexcept { return values_[at]; }
  template <class F, class = std::enable_if_t<(sizeof(F) > 1)>>
  [[nodiscard]] F call(F f) const { return f("a; } b {", '}', '"'); }
  static Plain of(int a = int{1}) noexcept;
  virtual std::vector<std::function<int(int)>> many(std::map<int, std::vector<int>> by = {}) = 0;
  using Run = void (*)(int);
  friend bool operator<(const Plain&, const Plain&);

 private:
  struct Nested {
    int x = 0, y{2};  // ; not the end
    [[nodiscard]] int sum() const { return x + y; }
  };
  struct Later;
  struct {
    int z;
  } nameless_;
  enum Kind { one, two };
  static constexpr std::size_t kMost = std::size_t{1} << 26U;
  static constexpr int kOther{1 < 2 ? 1 : 0};
  std::size_t size_ = std::size_t{1} << 20U;
  std::function<void(int, int)> callback_;
  std::atomic<std::uint64_t> counter_{0};
  std::map<int, std::vector<int>> by_ = {{1, {2}}};
  alignas(64) std::array<char, 1'000> bytes_{};
  int (*compare_)(const void*, const void*) = nullptr;
  unsigned flag_ : 1;
  const Scope* parent_ = nullptr, *next_;
  union {
    int a;
    double b;
  };
};
struct Plain::Later {
  Plain plain;
};
#define NOT_A_CLASS struct Macro { int a; };
"""


def test_declarations_are_counted_by_kind():
    counted = {cls.name: (cls.methods, cls.members) for cls in classes_in(SAMPLE)}
    assert counted == {
        "Plain": (["operator[]", "call", "of", "many"],
                  ["nameless_", "size_", "callback_", "counter_", "by_", "bytes_", "compare_", "flag_", "parent_", "next_"]),
        "Nested": (["sum"], ["x", "y"]),
        "Later": ([], ["plain"]),
    }


@pytest.mark.parametrize("kind", ["methods", "members"])
def test_classes_are_within_limit(kind):
    large = {}
    for path in files(SRC, ".hpp", ".cpp"):
        for cls in classes_in(path.read_text()):
            count = len(getattr(cls, kind))
            if count > MAX_COUNT:
                large[f"{short(path)}: {cls.name}"] = count
    assert {name: count for name, count in large.items() if name not in EXCEPTIONS} == {}


def test_exceptions_are_still_needed():
    large = {f"{short(path)}: {cls.name}" for path in files(SRC, ".hpp", ".cpp") for cls in classes_in(path.read_text())
             if max(len(cls.methods), len(cls.members)) > MAX_COUNT}
    assert set(EXCEPTIONS) <= large
