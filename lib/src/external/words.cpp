// Splitting a command line into words as a POSIX shell does (section 2.2, quoting), without a
// shell: nothing is expanded, and an unquoted operator is refused rather than passed on as a word.
#include "biasbound/external.hpp"
#include "spec/text.hpp"

namespace biasbound {

std::vector<std::string> split_words(std::string_view text) {
  const auto refuse = [&](const std::string& what) {
    return InvalidInput("command: " + what + " in '" + detail::escaped(text, 100) + "'");
  };
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    if (c == '\0') throw refuse("a NUL byte");
    if (std::string_view("|&;<>()$`").find(c) != std::string_view::npos)
      throw refuse(std::string("an unquoted '") + c + "': there is no shell");
    in_word = true;
    if (c == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      if (end == std::string_view::npos) throw refuse("an open single quote");
      word += text.substr(i + 1, end - i - 1);
      i = end;
    } else if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        // Inside double quotes a backslash escapes these only.
        if (text[i] == '\\' && i + 1 < text.size() &&
            std::string_view("\"\\$`\n").find(text[i + 1]) != std::string_view::npos)
          ++i;
        word += text[i];
      }
      if (i == text.size()) throw refuse("an open double quote");
    } else if (c == '\\') {
      if (++i == text.size()) throw refuse("a backslash at the end");
      if (text[i] != '\n') word += text[i];
    } else {
      word += c;
    }
  }
  if (in_word) words.push_back(std::move(word));
  if (words.empty()) throw refuse("no word");
  return words;
}

}  // namespace biasbound
