// RUN: %check_hangproof %s hangproof-escaping-thread-exception --
//
// A class of exceptions with more bases than fit where names are kept: all are
// named while its own name is in use.

#include <thread>

struct TheFirstOfAllBases {};
struct BaseOfExceptionsNumber0 : TheFirstOfAllBases {};
struct BaseOfExceptionsNumber1 : BaseOfExceptionsNumber0 {};
struct BaseOfExceptionsNumber2 : BaseOfExceptionsNumber1 {};
struct BaseOfExceptionsNumber3 : BaseOfExceptionsNumber2 {};
struct BaseOfExceptionsNumber4 : BaseOfExceptionsNumber3 {};
struct BaseOfExceptionsNumber5 : BaseOfExceptionsNumber4 {};
struct BaseOfExceptionsNumber6 : BaseOfExceptionsNumber5 {};
struct BaseOfExceptionsNumber7 : BaseOfExceptionsNumber6 {};
struct BaseOfExceptionsNumber8 : BaseOfExceptionsNumber7 {};
struct BaseOfExceptionsNumber9 : BaseOfExceptionsNumber8 {};
struct BaseOfExceptionsNumber10 : BaseOfExceptionsNumber9 {};
struct BaseOfExceptionsNumber11 : BaseOfExceptionsNumber10 {};
struct BaseOfExceptionsNumber12 : BaseOfExceptionsNumber11 {};
struct BaseOfExceptionsNumber13 : BaseOfExceptionsNumber12 {};
struct BaseOfExceptionsNumber14 : BaseOfExceptionsNumber13 {};
struct BaseOfExceptionsNumber15 : BaseOfExceptionsNumber14 {};
struct BaseOfExceptionsNumber16 : BaseOfExceptionsNumber15 {};
struct BaseOfExceptionsNumber17 : BaseOfExceptionsNumber16 {};
struct BaseOfExceptionsNumber18 : BaseOfExceptionsNumber17 {};
struct BaseOfExceptionsNumber19 : BaseOfExceptionsNumber18 {};
struct BaseOfExceptionsNumber20 : BaseOfExceptionsNumber19 {};
struct BaseOfExceptionsNumber21 : BaseOfExceptionsNumber20 {};
struct BaseOfExceptionsNumber22 : BaseOfExceptionsNumber21 {};
struct BaseOfExceptionsNumber23 : BaseOfExceptionsNumber22 {};
struct BaseOfExceptionsNumber24 : BaseOfExceptionsNumber23 {};
struct BaseOfExceptionsNumber25 : BaseOfExceptionsNumber24 {};
struct BaseOfExceptionsNumber26 : BaseOfExceptionsNumber25 {};
struct BaseOfExceptionsNumber27 : BaseOfExceptionsNumber26 {};
struct BaseOfExceptionsNumber28 : BaseOfExceptionsNumber27 {};
struct BaseOfExceptionsNumber29 : BaseOfExceptionsNumber28 {};
struct BaseOfExceptionsNumber30 : BaseOfExceptionsNumber29 {};
struct BaseOfExceptionsNumber31 : BaseOfExceptionsNumber30 {};
struct BaseOfExceptionsNumber32 : BaseOfExceptionsNumber31 {};
struct BaseOfExceptionsNumber33 : BaseOfExceptionsNumber32 {};
struct BaseOfExceptionsNumber34 : BaseOfExceptionsNumber33 {};
struct BaseOfExceptionsNumber35 : BaseOfExceptionsNumber34 {};
struct BaseOfExceptionsNumber36 : BaseOfExceptionsNumber35 {};
struct BaseOfExceptionsNumber37 : BaseOfExceptionsNumber36 {};
struct BaseOfExceptionsNumber38 : BaseOfExceptionsNumber37 {};
struct BaseOfExceptionsNumber39 : BaseOfExceptionsNumber38 {};
struct BaseOfExceptionsNumber40 : BaseOfExceptionsNumber39 {};
struct BaseOfExceptionsNumber41 : BaseOfExceptionsNumber40 {};
struct BaseOfExceptionsNumber42 : BaseOfExceptionsNumber41 {};
struct BaseOfExceptionsNumber43 : BaseOfExceptionsNumber42 {};
struct BaseOfExceptionsNumber44 : BaseOfExceptionsNumber43 {};
struct BaseOfExceptionsNumber45 : BaseOfExceptionsNumber44 {};
struct BaseOfExceptionsNumber46 : BaseOfExceptionsNumber45 {};
struct BaseOfExceptionsNumber47 : BaseOfExceptionsNumber46 {};
struct BaseOfExceptionsNumber48 : BaseOfExceptionsNumber47 {};
struct BaseOfExceptionsNumber49 : BaseOfExceptionsNumber48 {};
struct BaseOfExceptionsNumber50 : BaseOfExceptionsNumber49 {};
struct BaseOfExceptionsNumber51 : BaseOfExceptionsNumber50 {};
struct BaseOfExceptionsNumber52 : BaseOfExceptionsNumber51 {};
struct BaseOfExceptionsNumber53 : BaseOfExceptionsNumber52 {};
struct BaseOfExceptionsNumber54 : BaseOfExceptionsNumber53 {};
struct BaseOfExceptionsNumber55 : BaseOfExceptionsNumber54 {};
struct BaseOfExceptionsNumber56 : BaseOfExceptionsNumber55 {};
struct BaseOfExceptionsNumber57 : BaseOfExceptionsNumber56 {};
struct BaseOfExceptionsNumber58 : BaseOfExceptionsNumber57 {};
struct BaseOfExceptionsNumber59 : BaseOfExceptionsNumber58 {};
struct BaseOfExceptionsNumber60 : BaseOfExceptionsNumber59 {};
struct BaseOfExceptionsNumber61 : BaseOfExceptionsNumber60 {};
struct BaseOfExceptionsNumber62 : BaseOfExceptionsNumber61 {};
struct BaseOfExceptionsNumber63 : BaseOfExceptionsNumber62 {};
struct BaseOfExceptionsNumber64 : BaseOfExceptionsNumber63 {};
struct BaseOfExceptionsNumber65 : BaseOfExceptionsNumber64 {};
struct BaseOfExceptionsNumber66 : BaseOfExceptionsNumber65 {};
struct BaseOfExceptionsNumber67 : BaseOfExceptionsNumber66 {};
struct BaseOfExceptionsNumber68 : BaseOfExceptionsNumber67 {};
struct BaseOfExceptionsNumber69 : BaseOfExceptionsNumber68 {};
struct BaseOfExceptionsNumber70 : BaseOfExceptionsNumber69 {};
struct BaseOfExceptionsNumber71 : BaseOfExceptionsNumber70 {};
struct BaseOfExceptionsNumber72 : BaseOfExceptionsNumber71 {};
struct BaseOfExceptionsNumber73 : BaseOfExceptionsNumber72 {};
struct BaseOfExceptionsNumber74 : BaseOfExceptionsNumber73 {};
struct BaseOfExceptionsNumber75 : BaseOfExceptionsNumber74 {};
struct BaseOfExceptionsNumber76 : BaseOfExceptionsNumber75 {};
struct BaseOfExceptionsNumber77 : BaseOfExceptionsNumber76 {};
struct BaseOfExceptionsNumber78 : BaseOfExceptionsNumber77 {};
struct BaseOfExceptionsNumber79 : BaseOfExceptionsNumber78 {};
struct BaseOfExceptionsNumber80 : BaseOfExceptionsNumber79 {};
struct BaseOfExceptionsNumber81 : BaseOfExceptionsNumber80 {};
struct BaseOfExceptionsNumber82 : BaseOfExceptionsNumber81 {};
struct BaseOfExceptionsNumber83 : BaseOfExceptionsNumber82 {};
struct BaseOfExceptionsNumber84 : BaseOfExceptionsNumber83 {};
struct BaseOfExceptionsNumber85 : BaseOfExceptionsNumber84 {};
struct BaseOfExceptionsNumber86 : BaseOfExceptionsNumber85 {};
struct BaseOfExceptionsNumber87 : BaseOfExceptionsNumber86 {};
struct BaseOfExceptionsNumber88 : BaseOfExceptionsNumber87 {};
struct BaseOfExceptionsNumber89 : BaseOfExceptionsNumber88 {};
struct BaseOfExceptionsNumber90 : BaseOfExceptionsNumber89 {};
struct BaseOfExceptionsNumber91 : BaseOfExceptionsNumber90 {};
struct BaseOfExceptionsNumber92 : BaseOfExceptionsNumber91 {};
struct BaseOfExceptionsNumber93 : BaseOfExceptionsNumber92 {};
struct BaseOfExceptionsNumber94 : BaseOfExceptionsNumber93 {};
struct BaseOfExceptionsNumber95 : BaseOfExceptionsNumber94 {};
struct BaseOfExceptionsNumber96 : BaseOfExceptionsNumber95 {};
struct BaseOfExceptionsNumber97 : BaseOfExceptionsNumber96 {};
struct BaseOfExceptionsNumber98 : BaseOfExceptionsNumber97 {};
struct BaseOfExceptionsNumber99 : BaseOfExceptionsNumber98 {};
struct DeeplyDerivedException : BaseOfExceptionsNumber99 {};

void work() {
  std::thread([] {
    throw DeeplyDerivedException();
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'DeeplyDerivedException' that is thrown here gets out of the lambda
    // CHECK-NOTES: :[[@LINE-3]]:3: note: the lambda is handed over here
  }).detach();
}
