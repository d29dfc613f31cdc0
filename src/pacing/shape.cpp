#include "pacing/shape.hpp"

#include <algorithm>
#include <utility>

namespace spate::pacing {

std::uint64_t RateUnits::operator()(const scenario::Rate& rate) const noexcept {
  const auto exact = scenario::scaled(rate, scale_);
  return exact ? exact->amount * (measure_.rate / static_cast<std::uint64_t>(exact->per.count())) : 0;
}

Shape::Shape(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {
  StreamTime time{};
  Uint128 area = 0;
  for (const Piece& piece : pieces_) {
    begins_.push_back(time);
    areas_.push_back(area);
    time += piece.length;
    area += piece.total();
  }
  begins_.push_back(time);
  areas_.push_back(area);
}

Uint128 Shape::area_at(StreamTime time) const noexcept { return at(time).area_at(time); }

Span Shape::at(StreamTime time) const noexcept {
  const auto repetition = since_start(time) / length();
  const auto after = std::upper_bound(begins_.begin(), begins_.end() - 1, StreamTime{since_start(time) % length()});
  return piece(static_cast<std::size_t>(after - begins_.begin()) - 1, static_cast<std::uint64_t>(repetition));
}

Span Shape::span_at_area(Uint128 area) const noexcept {
  const auto after = std::upper_bound(areas_.begin(), areas_.end() - 1, area % total());
  return piece(static_cast<std::size_t>(after - areas_.begin()) - 1, static_cast<std::uint64_t>(area / total()));
}

std::size_t Shape::memory() const noexcept {
  return sizeof *this + pieces_.capacity() * sizeof(Piece) + begins_.capacity() * sizeof(StreamTime) +
         areas_.capacity() * sizeof(Uint128);
}

Span Shape::piece(std::size_t number, std::uint64_t repetition) const noexcept {
  const Span first{.begin = begins_[number],
                   .end = begins_[number + 1],
                   .area = areas_[number],
                   .total = areas_[number + 1] - areas_[number],
                   .piece = pieces_[number]};
  return repetition == 0 ? first : first.moved(static_cast<Duration::rep>(repetition) * length(), repetition * total());
}

}  // namespace spate::pacing
