#include "media/photo_maker.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "media/image_header.hpp"
#include "media/testing/pictures.hpp"
#include "runtime/loop.hpp"

namespace prokat::media {
namespace {

using testing::Colours;
using testing::jpeg;
using testing::png;
using testing::png_that_says;

struct Row {
  const char* what;
  std::string bytes;
  const char* type;
  std::string code;  // empty: taken
};

std::string code_of(const Result<MadePhoto>& made) {
  if (made) return "";
  if (made.error().code != ProblemCode::bad_image || made.error().errors.size() != 1) return "?";
  return made.error().errors[0].code;
}

std::string half(const std::string& bytes) { return bytes.substr(0, bytes.size() / 2); }

std::string with_byte(std::string bytes, std::size_t from_end) {
  bytes[bytes.size() - from_end] = static_cast<char>(bytes[bytes.size() - from_end] ^ 0x55);
  return bytes;
}

std::string without_huffman_table() {
  std::string bytes = jpeg();
  bytes.replace(bytes.find("\xFF\xC4") + 5, 16, 16, '\xFF');
  return bytes;
}

// Another picture announced by the first, as Ultra HDR cameras write it.
std::string with_second_picture() {
  const std::string first = jpeg();
  const std::string announcement("\xFF\xE2\x00\x08MPF\0II", 10);
  return first.substr(0, 2) + announcement + first.substr(2) + jpeg({.width = 16, .height = 16});
}

std::vector<Row> rows() {
  const std::string good_jpeg = jpeg();
  const std::string good_png = png();
  return {
      {"JPEG", good_jpeg, "image/jpeg", ""},
      {"progressive JPEG", jpeg({.interlaced = true}), "image/jpeg", ""},
      {"grey JPEG", jpeg({.colours = Colours::grey}), "image/jpeg", ""},
      {"CMYK JPEG", jpeg({.colours = Colours::cmyk}), "image/jpeg", ""},
      {"PNG", good_png, "image/png", ""},
      {"interlaced PNG", png({.interlaced = true}), "image/png", ""},
      {"16-bit PNG", png({.colours = Colours::rgb16}), "image/png", ""},
      {"16-bit PNG with transparency", png({.colours = Colours::rgba16}), "image/png", ""},
      {"grey PNG", png({.colours = Colours::grey}), "image/png", ""},
      {"JPEG with zeros behind", good_jpeg + std::string(64, '\0'), "image/jpeg", ""},
      {"JPEG that announces a second picture", with_second_picture(), "image/jpeg", ""},

      {"nothing", "", "image/jpeg", "empty"},
      {"a text", "Hello, I am a photo", "image/jpeg", "not-an-image"},
      {"HTML", "<html><script>alert(1)</script></html>", "image/png", "not-an-image"},
      {"GIF", std::string("GIF89a\1\0\1\0\0\0\0;", 14), "image/jpeg", "not-an-image"},
      {"SVG", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "not-an-image"},
      {"a PNG as JPEG", good_png, "image/jpeg", "type-mismatch"},
      {"a JPEG as PNG", good_jpeg, "image/png", "type-mismatch"},
      {"5 MB and a byte", good_jpeg + std::string(photo_bytes_max, '\0'), "image/jpeg",
       "too-large"},

      {"a JPEG that says 65,500 x 65,500", testing::jpeg_that_says(good_jpeg, 65500, 65500),
       "image/jpeg", "too-many-pixels"},
      {"a PNG that says 50,000 x 50,000", png_that_says(50'000, 50'000, 1000), "image/png",
       "too-many-pixels"},
      {"a PNG that says 2^31 x 2^31", png_that_says(0x7FFFFFFF, 0x7FFFFFFF, 1000), "image/png",
       "too-many-pixels"},
      {"a progressive JPEG of 20 megapixels",
       testing::jpeg_that_says(jpeg({.interlaced = true}), 5000, 4000), "image/jpeg",
       "too-many-pixels"},
      {"a PNG whose data unpacks to 100 times its size", png_that_says(64, 48, 1'000'000),
       "image/png", "data-mismatch"},
      {"a PNG with a byte of data too much", png_that_says(64, 48, 48 * 193 + 1), "image/png",
       "data-mismatch"},

      {"half a JPEG", half(good_jpeg), "image/jpeg", "truncated"},
      {"a JPEG of its first 3 bytes", good_jpeg.substr(0, 3), "image/jpeg", "truncated"},
      {"a JPEG without its end", good_jpeg.substr(0, good_jpeg.size() - 2), "image/jpeg",
       "truncated"},
      {"a JPEG with a broken Huffman table", without_huffman_table(), "image/jpeg", "damaged"},
      {"half a PNG", half(good_png), "image/png", "truncated"},
      {"a PNG without its end", good_png.substr(0, good_png.size() - 12), "image/png", "truncated"},
      {"a PNG with too little data", png_that_says(64, 48, 100), "image/png", "truncated"},
      {"a PNG with a wrong checksum", with_byte(good_png, 14), "image/png", "damaged"},
      {"a PNG without a picture",
       std::string("\x89PNG\r\n\x1A\n", 8) +
           testing::chunk(
               "IHDR", testing::number(1) + testing::number(1) + std::string("\x08\x02\0\0\0", 5)) +
           testing::chunk("IEND", ""),
       "image/png", "damaged"},
      {"a PNG of no height", png_that_says(64, 0, 100), "image/png", "damaged"},
      {"a JPEG of no height", testing::jpeg_that_says(good_jpeg, 64, 0), "image/jpeg", "damaged"},

      {"a JPEG with a ZIP behind", good_jpeg + "PK\3\4 and so on", "image/jpeg", "trailing-data"},
      {"a JPEG with HTML behind", good_jpeg + "<script>alert(1)</script>", "image/jpeg",
       "trailing-data"},
      {"a JPEG with another behind", good_jpeg + good_jpeg, "image/jpeg", "trailing-data"},
      {"a PNG with a ZIP behind", good_png + "PK\3\4 and so on", "image/png", "trailing-data"},
  };
}

TEST(Photos, good_pictures_are_taken_and_bad_ones_refused_with_their_reason) {
  for (const Row& row : rows()) {
    EXPECT_EQ(code_of(make_photo(row.bytes, row.type, {})), row.code) << row.what;
  }
}

TEST(Photos, fifty_megapixels_are_refused_and_forty_are_the_limit) {
  const bool whole = std::getenv("PROKAT_TEST_LONG") != nullptr;
  const std::string bytes =
      whole ? jpeg({.width = 8660, .height = 5774}) : testing::jpeg_that_says(jpeg(), 8660, 5774);
  EXPECT_EQ(code_of(make_photo(bytes, "image/jpeg", {})), "too-many-pixels");
  const std::string just = testing::jpeg_that_says(jpeg(), 8000, 5001);
  EXPECT_EQ(code_of(make_photo(just, "image/jpeg", {})), "too-many-pixels");
  EXPECT_EQ(code_of(make_photo(jpeg(), "image/jpeg", {.pixels_max = 64 * 48})), "");
}

TEST(Photos, an_original_keeps_its_form_and_variants_are_jpegs_that_fit) {
  const auto made = make_photo(png({.width = 2000, .height = 1000}), "image/png", {});
  ASSERT_TRUE(made);
  const auto& images = made->images;
  ASSERT_EQ(images.size(), 3U);
  const auto describe = [](const MadeImage& image) {
    return image.variant + " " + image.content_type + " " + std::to_string(image.width) + "x" +
           std::to_string(image.height);
  };
  EXPECT_EQ(describe(images[0]), "original image/png 2000x1000");
  EXPECT_EQ(describe(images[1]), "card image/jpeg 1280x640");
  EXPECT_EQ(describe(images[2]), "thumb image/jpeg 320x160");
  for (const MadeImage& image : made->images) {
    const auto header = read_image_header(image.content);
    ASSERT_TRUE(header) << image.variant;
    EXPECT_EQ(header->width, image.width);
    EXPECT_EQ(header->height, image.height);
  }
}

TEST(Photos, small_pictures_are_not_made_larger) {
  const auto made = make_photo(jpeg({.width = 100, .height = 50}), "image/jpeg", {});
  ASSERT_TRUE(made);
  for (const MadeImage& image : made->images) EXPECT_EQ(image.width, 100) << image.variant;
}

TEST(Photos, a_turned_picture_is_set_upright_and_says_nothing_of_its_camera) {
  const std::string bytes = jpeg({.width = 640, .height = 480, .orientation = 6});
  ASSERT_NE(bytes.find("Camera of somebody"), std::string::npos);
  const auto made = make_photo(bytes, "image/jpeg", {});
  ASSERT_TRUE(made);
  for (const MadeImage& image : made->images) {
    EXPECT_LT(image.width, image.height) << image.variant;
    EXPECT_EQ(image.content.find("Exif"), std::string::npos) << image.variant;
    EXPECT_EQ(image.content.find("Camera"), std::string::npos) << image.variant;
  }
  EXPECT_EQ(made->images.front().width, 480);
  EXPECT_EQ(made->images.front().height, 640);
}

TEST(Photos, what_a_text_chunk_unpacks_to_is_never_unpacked) {
  const std::string bomb =
      testing::chunk("zTXt", std::string("bomb\0\0", 6) + testing::packed(64 * 1024 * 1024));
  const auto made = make_photo(png_that_says(64, 48, 48 * 193, bomb + bomb), "image/png", {});
  ASSERT_TRUE(made) << code_of(made);
  EXPECT_EQ(made->images.front().content.find("zTXt"), std::string::npos);
}

TEST(Photos, the_pool_gives_the_same_answers) {
  runtime::Loop loop("test");
  PhotoMaker maker({}, 1);
  const auto deadline = Deadline::in(std::chrono::seconds(30));
  EXPECT_EQ(code_of(loop.run_until_done(maker.make(jpeg(), "image/jpeg", deadline))), "");
  EXPECT_EQ(code_of(loop.run_until_done(maker.make("x", "image/jpeg", deadline))), "not-an-image");
}

}  // namespace
}  // namespace prokat::media
