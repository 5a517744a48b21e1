//===- Options.cpp --------------------------------------------------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "DiffReports.h"
#include "Subcommands.h"
#include "engine/Check.h"
#include "manual/OptionTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>
#include <utility>

using namespace llvm;

namespace hangproof {

// Topics of --help, in its order.
static cl::OptionCategory InputTopic("input", "What is analysed");
static cl::OptionCategory CheckTopic("checks",
                                     "Which checks, and their settings");
static cl::OptionCategory OutputTopic("output", "The report");
static cl::OptionCategory &GateTopic = gateTopic();
static cl::OptionCategory RunTopic("run", "How it runs");
static cl::OptionCategory HelpTopic("help", "Help");
static const cl::OptionCategory *const Topics[] = {
    &InputTopic, &CheckTopic,  &OutputTopic, &GateTopic,
    &RunTopic,   &diffTopic(), &HelpTopic};

/// `hangproof map`; the options of what is analysed and how are for it too.
static cl::SubCommand MapCommand(
    "map", "draw who runs at the same time in the program: threads, tasks and "
           "handlers, what starts them and bounds their number, and what they "
           "wait for");
static cl::SubCommandGroup WithMap({&cl::SubCommand::getTopLevel(),
                                    &MapCommand});

// Every option is declared once, here and in GateOptions.cpp: --help, the man
// page and the completion of shells are made from this (manual/OptionTable.h).
// The help is one paragraph; its first clause, up to a semicolon, has to do for
// --help without a topic. A value called file, dir or check is completed as
// one.

static cl::list<std::string> Inputs(cl::Positional, cl::desc("[FILE|DIR...]"),
                                    cl::cat(InputTopic), cl::sub(WithMap));
static cl::opt<std::string>
    BuildPath("p", cl::value_desc("dir"),
              cl::desc("folder of compile_commands.json, or the file itself;\n"
                       "without it: the given folder, its build*/ and its\n"
                       "parents are searched"),
              cl::cat(InputTopic), cl::sub(WithMap));
static cl::opt<std::string>
    Checks("checks", cl::value_desc("globs"),
           cl::desc("comma-separated globs with optional '-' prefix, applied\n"
                    "over the Checks of the .clang-tidy file"),
           cl::cat(CheckTopic));
static WithWords<cl::opt<Confidence>> MinConfidence(
    "min-confidence", cl::desc("least confidence of a finding to be shown"),
    cl::values(clEnumValN(Confidence::Low, "low", "everything"),
               clEnumValN(Confidence::Medium, "medium", "the default"),
               clEnumValN(Confidence::High, "high", "only the surest")),
    cl::init(Confidence::Medium), cl::cat(CheckTopic));
static WithWords<cl::list<OutputFormat>> Formats(
    "format",
    cl::desc("form of the report; the n-th goes to the n-th --output"),
    cl::values(
        clEnumValN(OutputFormat::Text, "text",
                   "as clang prints diagnostics (the default)"),
        clEnumValN(OutputFormat::Sarif, "sarif", "SARIF 2.1.0"),
        clEnumValN(OutputFormat::Json, "json", "the findings as plain JSON"),
        clEnumValN(OutputFormat::Html, "html", "one page for a browser"),
        clEnumValN(OutputFormat::GitLab, "gitlab", "GitLab Code Quality"),
        clEnumValN(OutputFormat::GitHub, "github",
                   "annotations of GitHub Actions"),
        clEnumValN(OutputFormat::Rdjson, "rdjson", "reviewdog"),
        clEnumValN(OutputFormat::Junit, "junit", "JUnit's XML")),
    cl::cat(OutputTopic));
static cl::list<std::string>
    Outputs("output", cl::value_desc("file"),
            cl::desc("write the report to this file, '-' for standard output;\n"
                     "without any --format its name tells the form (.sarif,\n"
                     ".json, .html, .xml, .rdjson)"),
            cl::cat(OutputTopic));
static cl::opt<unsigned> Jobs("j", cl::Prefix, cl::value_desc("N"),
                              cl::desc("files analysed at the same time\n"
                                       "(default: the CPUs that this process\n"
                                       "may use)"),
                              cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<bool>
    NoCache("no-cache",
            cl::desc("read every file anew, and keep nothing for later runs"),
            cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<std::string>
    CacheFolder("cache-dir", cl::value_desc("dir"),
                cl::desc("where results are kept for later runs (default:\n"
                         "hangproof in the user's cache folder)"),
                cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<unsigned>
    CacheMegabytes("cache-size", cl::value_desc("MB"), cl::init(2048),
                   cl::desc("what is kept at most (default 2048)"),
                   cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<std::string>
    IndexOutput("write-index", cl::value_desc("file"),
                cl::desc("write what is known of the program into this file,\n"
                         "for --index and for clang-tidy"),
                cl::cat(RunTopic));
static cl::opt<std::string>
    IndexFile("index", cl::value_desc("file"),
              cl::desc("the files given belong to the program of which\n"
                       "--write-index has written this; findings in them\n"
                       "that need the rest of it are shown too"),
              cl::cat(RunTopic));
static cl::opt<unsigned>
    TimeoutSeconds("timeout", cl::value_desc("seconds"), cl::init(300),
                   cl::desc("CPU time after which the rest of a file is left\n"
                            "out (default 300, 0 for none)"),
                   cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<bool> Exhaustive(
    "exhaustive",
    cl::desc("parse every body of every header in every file: slow, and\n"
             "only good for showing that it makes no difference"),
    cl::cat(RunTopic), cl::sub(WithMap));
static WithWords<cl::opt<FailOn>>
    Fail("fail-on",
         cl::desc("least level of a finding that makes the exit code 1"),
         cl::values(clEnumValN(FailOn::None, "none", "never"),
                    clEnumValN(FailOn::Note, "note", "low confidence too"),
                    clEnumValN(FailOn::Warning, "warning", "the default"),
                    clEnumValN(FailOn::Error, "error",
                               "errors: see --warnings-as-errors")),
         cl::init(FailOn::Warning), cl::cat(GateTopic));
static cl::opt<bool>
    AllowIncomplete("allow-incomplete",
                    cl::desc("exit code 0 instead of 3 when a file could not\n"
                             "be analysed whole"),
                    cl::cat(GateTopic), cl::sub(WithMap));
static cl::list<std::string>
    ApiFiles("api", cl::value_desc("file"),
             cl::desc("YAML file with effects of further functions"),
             cl::cat(CheckTopic), cl::sub(WithMap));
static cl::opt<std::string>
    WarningsAsErrors("warnings-as-errors", cl::value_desc("globs"),
                     cl::desc("checks whose findings are errors"),
                     cl::cat(CheckTopic));
static cl::opt<std::string>
    HeaderFilter("header-filter", cl::value_desc("regex"),
                 cl::desc("show findings only in headers that match\n"
                          "(default: all below the root)"),
                 cl::cat(CheckTopic));
static cl::opt<std::string>
    Config("config", cl::value_desc("yaml"),
           cl::desc("configuration as in a .clang-tidy file, which is then\n"
                    "not read"),
           cl::cat(CheckTopic), cl::sub(WithMap));
static cl::opt<std::string>
    ConfigFile("config-file", cl::value_desc("file"),
               cl::desc("read this file instead of .clang-tidy"),
               cl::cat(CheckTopic), cl::sub(WithMap));
static cl::list<std::string>
    Exclude("exclude", cl::value_desc("glob"),
            cl::desc("leave out files whose path below the root matches"),
            cl::cat(InputTopic), cl::sub(WithMap));
static cl::opt<std::string>
    Root("root", cl::value_desc("dir"),
         cl::desc("paths in the report are relative to this folder (default:\n"
                  "the repository or source folder)"),
         cl::cat(InputTopic), cl::sub(WithMap));
static cl::opt<bool>
    SarifNoBase("sarif-no-base",
                cl::desc("leave the absolute path of the root out of SARIF"),
                cl::cat(OutputTopic));
static cl::opt<std::string>
    SarifCategory("sarif-category", cl::value_desc("name"),
                  cl::desc("category of the SARIF run, to tell several runs\n"
                           "for one commit apart"),
                  cl::cat(OutputTopic));
static cl::opt<bool> SarifSuppressed(
    "sarif-suppressed",
    cl::desc("put suppressed findings into SARIF too, with the\n"
             "reason; GitHub shows them as open"),
    cl::cat(OutputTopic));
static cl::opt<bool>
    ListChecks("list-checks",
               cl::desc("print the names of the checks that are enabled, and\n"
                        "exit; with --format=json all about every check"),
               cl::cat(HelpTopic));
static cl::opt<bool> ExplainConfig(
    "explain-config",
    cl::desc("print for each check whether it is on for the given files; and\n"
             "which file or option says so, with its other settings"),
    cl::cat(HelpTopic));
static cl::opt<std::string> Explain("explain", cl::value_desc("check"),
                                    cl::desc("print the page of a check"),
                                    cl::cat(HelpTopic));
static cl::opt<bool> DumpFacts("dump-facts", cl::Hidden,
                               cl::desc("print what was read, and exit"),
                               cl::cat(RunTopic));
static cl::opt<bool>
    Quiet("quiet",
          cl::desc("no summary, progress or remarks on\n"
                   "standard error; errors and warnings are still printed"),
          cl::cat(OutputTopic), cl::sub(WithMap));

static WithWords<cl::opt<ColorMode>> Color(
    "own-color", cl::desc("colours in what is printed for people"),
    cl::values(clEnumValN(ColorMode::Auto, "auto",
                          "on a terminal, unless NO_COLOR is set: the default"),
               clEnumValN(ColorMode::Always, "always",
                          "in files and pipes too"),
               clEnumValN(ColorMode::Never, "never", "none")),
    cl::init(ColorMode::Auto), cl::cat(OutputTopic));
static cl::opt<bool>
    HtmlMap("html-map",
            cl::desc("put the thread map into the HTML report (see\n"
                     "hangproof --help=map); needs Graphviz"),
            cl::cat(OutputTopic));
static WithWords<cl::opt<MapFormat>> MapFormatOption(
    "format",
    cl::desc("form of the map; default: what the name of --output\n"
             "says, else dot"),
    cl::values(clEnumValN(MapFormat::Dot, "dot",
                          "for Graphviz; what is alike and harmless is folded"),
               clEnumValN(MapFormat::Json, "json", "everything, as JSON"),
               clEnumValN(MapFormat::Svg, "svg",
                          "drawn by the program dot of Graphviz")),
    cl::cat(OutputTopic), cl::sub(MapCommand));
static cl::opt<std::string>
    MapOutput("output", cl::value_desc("file"), cl::init("-"),
              cl::desc("write the map to this file, '-' for standard output"),
              cl::cat(OutputTopic), cl::sub(MapCommand));
static cl::opt<bool> Stats("own-stats",
                           cl::desc("print the time of every stage and check"),
                           cl::cat(RunTopic), cl::sub(WithMap));
static cl::opt<std::string>
    Help("own-help", cl::ValueOptional, cl::value_desc("topic"),
         cl::desc("print the options, and exit; with a topic all about those\n"
                  "of the topic"),
         cl::cat(HelpTopic), cl::sub(cl::SubCommand::getAll()));
static cl::opt<bool> HelpLetter("own-h", cl::Hidden, cl::cat(HelpTopic),
                                cl::sub(cl::SubCommand::getAll()));
static cl::opt<bool>
    Version("own-version",
            cl::desc("print the versions of hangproof and of the Clang that\n"
                     "it reads code with, and exit"),
            cl::cat(HelpTopic), cl::sub(cl::SubCommand::getAll()));
enum class Shell { Bash, Zsh };
static WithWords<cl::opt<Shell>> Completion(
    "completion", cl::desc("print what a shell completes, and exit"),
    cl::values(clEnumValN(Shell::Bash, "bash",
                          "for: source <(hangproof --completion=bash)"),
               clEnumValN(Shell::Zsh, "zsh",
                          "for: source <(hangproof --completion=zsh)")),
    cl::cat(HelpTopic));
static cl::opt<bool> ManPage("man",
                             cl::desc("print the manual page, and exit; to\n"
                                      "read: hangproof --man | man -l -"),
                             cl::cat(HelpTopic));

/// LLVM's libraries declare options of their own, for those who work on LLVM.
/// They go, and their names are free for ours.
static void takeNames() {
  static bool IsDone = false;
  if (std::exchange(IsDone, true))
    return;
  std::vector<cl::Option *> Foreign;
  for (const auto &[Name, O] : cl::getRegisteredOptions())
    if (none_of(O->Categories, [](const cl::OptionCategory *Category) {
          return is_contained(Topics, Category);
        }))
      Foreign.push_back(O);
  for (cl::Option *O : Foreign)
    O->removeArgument();
  Color.setArgStr("color");
  Stats.setArgStr("stats");
  Help.setArgStr("help");
  HelpLetter.setArgStr("h");
  Version.setArgStr("version");
}

static OptionTable optionTable() {
  OptionTable Table;
  Table.Summary = "hangproof finds C and C++ code that hangs, leaks threads or "
                  "stalls under load.\nAll files of one run are one program.";
  Table.Arguments = "[FILE|DIR...] [-- COMPILER ARGUMENTS]";
  Table.Commands = {readCommand(cl::SubCommand::getTopLevel(), Topics),
                    readCommand(MapCommand, Topics)};
  for (const Subcommand &Each : subcommands()) {
    Table.Commands.push_back(readCommand(*Each.Options, Topics));
    Table.Commands.back().Arguments = Each.Arguments;
  }
  Table.ExitCodes = {
      {"0", "clean"},
      {"1", "findings at or above --fail-on"},
      {"2", "wrong usage, or the tool failed"},
      {"3", "no such findings, but some files were not analysed whole"}};
  Table.Environment = {
      {"NO_COLOR", "if it is not empty, --color=auto prints no colours"},
      {"XDG_CACHE_HOME, HOME", "where the user's cache folder is"}};
  Table.SeeAlso = "clang-tidy(1)";
  return Table;
}

/// What prints and ends; none if the command line asks for work.
static std::optional<int> printWhatIsAsked(StringRef Command = "") {
  if (Help.getNumOccurrences() || HelpLetter) {
    if (!writeHelp(outs(), optionTable(), MapCommand ? "map" : Command, Help)) {
      errs() << "hangproof: error: --help: there is no topic '" << Help
             << "'; see hangproof --help\n";
      return ExitError;
    }
  } else if (Version)
    outs() << "hangproof " HANGPROOF_VERSION "\n"
           << "with LLVM and Clang " HANGPROOF_CLANG_VERSION ", "
           << allChecks().size() << " checks\n";
  else if (ManPage)
    writeManPage(outs(), optionTable(), HANGPROOF_VERSION);
  else if (Completion.getNumOccurrences())
    (Completion == Shell::Bash ? writeBashCompletion
                               : writeZshCompletion)(outs(), optionTable());
  else
    return std::nullopt;
  return ExitClean;
}

template <typename T>
static void copyIfGiven(const cl::opt<T> &From, std::optional<T> &To) {
  if (From.getNumOccurrences())
    To = From.getValue();
}

/// llvm::cl takes what it does not find in a subcommand from the program
/// itself, where it would have no effect.
static std::optional<int> rejectForeign(cl::SubCommand &Command) {
  for (auto &[Name, Option] : cl::getRegisteredOptions())
    if (Option->getNumOccurrences() && !Option->Subs.contains(&Command) &&
        !Option->Subs.contains(&cl::SubCommand::getAll())) {
      errs() << "hangproof: error: --" << Name << " is no option of "
             << Command.getName() << "; see hangproof " << Command.getName()
             << " --help\n";
      return ExitError;
    }
  return std::nullopt;
}

std::optional<int> parseSubcommand(int Argc, const char **Argv) {
  takeNames();
  std::string Message;
  raw_string_ostream Errors(Message);
  if (!cl::ParseCommandLineOptions(Argc, Argv, "", &Errors)) {
    errs() << StringRef(Message).rtrim() << '\n';
    return ExitError;
  }
  if (std::optional<int> Code =
          rejectForeign(*findSubcommand(Argc, Argv)->Options))
    return Code;
  return printWhatIsAsked(Argv[1]);
}

static MapOptions mapOptions() {
  MapOptions Result;
  if (!MapOutput.empty())
    Result.Path = MapOutput;
  StringRef Path = Result.Path;
  if (MapFormatOption.getNumOccurrences())
    Result.Format = MapFormatOption;
  else if (Path.ends_with(".svg"))
    Result.Format = MapFormat::Svg;
  else if (Path.ends_with(".json"))
    Result.Format = MapFormat::Json;
  return Result;
}

std::optional<int> parseCommandLine(int Argc, const char **Argv, Options &O) {
  // llvm::cl would take what follows "--" as positional arguments.
  int End = 1;
  while (End < Argc && std::strcmp(Argv[End], "--") != 0)
    ++End;
  if (End < Argc)
    O.CompilerArguments.emplace(Argv + End + 1, Argv + Argc);

  takeNames();
  std::string Message;
  raw_string_ostream Errors(Message);
  if (!cl::ParseCommandLineOptions(End, Argv, "", &Errors)) {
    errs() << StringRef(Message).rtrim() << '\n';
    return ExitError;
  }
  if (std::optional<int> Code = printWhatIsAsked())
    return Code;
  if (MapCommand) {
    if (std::optional<int> Code = rejectForeign(MapCommand))
      return Code;
    O.Map = mapOptions();
  }
  Expected<std::vector<ReportTarget>> Reports = pairReports(
      std::vector<OutputFormat>(Formats), std::vector<std::string>(Outputs));
  if (!Reports) {
    errs() << "hangproof: error: " << toString(Reports.takeError()) << '\n';
    return ExitError;
  }

  O.Inputs = Inputs;
  O.BuildPath = BuildPath;
  O.Root = Root;
  O.Exclude = Exclude;
  O.ApiFiles = ApiFiles;
  O.Jobs = Jobs;
  O.TimeoutSeconds = TimeoutSeconds;
  O.UseCache = !NoCache;
  O.CacheFolder = CacheFolder;
  O.CacheMegabytes = CacheMegabytes;
  O.IndexOutput = IndexOutput;
  O.IndexFile = IndexFile;
  O.IsExhaustive = Exhaustive;
  O.Stats = Stats;
  copyIfGiven(Checks, O.Checks);
  copyIfGiven(WarningsAsErrors, O.WarningsAsErrors);
  copyIfGiven(HeaderFilter, O.HeaderFilter);
  copyIfGiven(Config, O.Config);
  O.ConfigFile = ConfigFile;
  copyIfGiven(MinConfidence, O.MinConfidence);
  O.Reports = std::move(*Reports);
  O.Fail = Fail;
  O.AllowIncomplete = AllowIncomplete;
  O.SarifNoBase = SarifNoBase;
  O.SarifCategory = SarifCategory;
  O.SarifSuppressed = SarifSuppressed;
  O.HtmlMap = HtmlMap;
  O.Quiet = Quiet;
  O.Color = Color;
  O.ListChecks = ListChecks;
  O.ExplainConfig = ExplainConfig;
  O.DumpFacts = DumpFacts;
  copyIfGiven(Explain, O.Explain);

  if (std::string Mistake = readGateOptions(O.Gate); !Mistake.empty()) {
    errs() << "hangproof: error: " << Mistake << '\n';
    return ExitError;
  }
  if (O.Config && !O.ConfigFile.empty()) {
    errs() << "hangproof: error: --config and --config-file exclude each "
              "other\n";
    return ExitError;
  }
  if (!O.IndexFile.empty() && !O.IndexOutput.empty()) {
    errs() << "hangproof: error: --index and --write-index exclude each "
              "other\n";
    return ExitError;
  }
  for (const std::string &Glob : O.Exclude)
    if (Error E = GlobPattern::create(Glob).takeError()) {
      errs() << "hangproof: error: --exclude: '" << Glob
             << "': " << toString(std::move(E)) << '\n';
      return ExitError;
    }
  if (O.ExplainConfig && O.Inputs.empty()) {
    errs() << "hangproof: error: --explain-config needs a file\n";
    return ExitError;
  }
  if (Jobs.getNumOccurrences() && O.Jobs == 0) {
    errs() << "hangproof: error: -j needs a number above zero\n";
    return ExitError;
  }
  return std::nullopt;
}

} // namespace hangproof
