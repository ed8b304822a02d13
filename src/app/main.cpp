// prokat: one binary, all services (see ARCHITECTURE.md). This file is the command line and nothing
// else.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <functional>

#include "app/commands.hpp"

namespace {

using prokat::runtime::Config;

void print_problem(const prokat::Problem& problem) {
  std::fprintf(stderr, "prokat: %s\n", problem.detail.c_str());
  for (const auto& error : problem.errors)
    std::fprintf(stderr, "  %s: %s\n", error.pointer.c_str(), error.detail.c_str());
}

int with_config(const std::string& file, const std::string& services,
                const std::function<int(const Config&)>& command) {
  Config::Source source{file, Config::environment_of_process()};
  if (!services.empty()) source.environment["PROKAT_SERVICES_ENABLED"] = services;
  const auto config = Config::load(source);
  if (!config) {
    print_problem(config.error());
    return 2;
  }
  return command(*config);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{"Prokat: rental booking in messengers"};
  program.set_version_flag("--version", PROKAT_VERSION);
  program.require_subcommand(1);
  std::string file;
  std::string services;
  prokat::app::ChatOptions chat{"me", "Гость", prokat::Language::ru};
  std::string language = "ru";
  program.add_option("--config", file, "settings file (default: prokat.toml, if there is one)");

  auto* serve = program.add_subcommand("serve", "serve the API, the bot and the workers");
  serve->add_option(
      "--services", services,
      "comma-separated subset of auth, objects, addons, booking, payments, notifications, audit, "
      "bot");
  auto* migrate = program.add_subcommand("migrate", "bring the database's schema up to date");
  auto* config = program.add_subcommand("config", "look at the settings");
  config->require_subcommand(1);
  auto* reference = config->add_subcommand("reference", "print every setting with its meaning");
  auto* check =
      config->add_subcommand("check", "print the settings in force and where each comes from");
  auto* audit = program.add_subcommand("audit", "look after the record of who changed what");
  audit->require_subcommand(1);
  auto* verify = audit->add_subcommand(
      "verify", "recompute the chain from the rows and name what does not fit; exit code 1 if any");
  std::vector<std::string> heads;
  verify->add_option("--head", heads,
                     "NUMBER:HASH that you know from the operators' chat; may be given again");
  auto* anchor =
      audit->add_subcommand("anchor", "send the head of the chain to object storage now");
  auto* talk = program.add_subcommand("chat", "talk to the bot in this terminal");
  talk->add_option("--as", chat.account, "who you are: a name for this chat");
  talk->add_option("--name", chat.name, "how the bot calls you");
  talk->add_option("--language", language, "ru or en")->check(CLI::IsMember({"ru", "en"}));
  auto* routes = program.add_subcommand("routes", "print the public routes as JSON lines");
  CLI11_PARSE(program, argc, argv);
  chat.language = *prokat::parse_language(language);

  try {
    if (*reference) return prokat::app::config_reference();
    return with_config(file, services, [&](const Config& loaded) {
      if (*serve) return prokat::app::serve(loaded);
      if (*migrate) return prokat::app::migrate(loaded);
      if (*check) return prokat::app::config_check(loaded);
      if (*verify) return prokat::app::audit_verify(loaded, heads);
      if (*anchor) return prokat::app::audit_anchor(loaded);
      if (*talk) return prokat::app::chat(loaded, chat);
      if (*routes) return prokat::app::routes(loaded);
      return 2;
    });
  } catch (const std::exception& error) {
    std::fprintf(stderr, "prokat: %s\n", error.what());
    return 1;
  }
}
