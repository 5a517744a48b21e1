//===- OutlineTest.cpp - What a file tells of its classes -----------------===//
//
// Part of hangproof, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "stand-ins/OutOfLine.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace hangproof;

/// "CLASS: DECLARATION" of each member that Code defines.
static std::vector<std::string> membersOf(const std::string &Code) {
  clang::IgnoringDiagConsumer Ignored;
  std::unique_ptr<clang::ASTUnit> Unit =
      clang::tooling::buildASTFromCodeWithArgs(
          Code, {"-fsyntax-only"}, "outline.cpp", "test",
          std::make_shared<clang::PCHContainerOperations>(),
          clang::tooling::getClangStripDependencyFileAdjuster(),
          clang::tooling::FileContentMappings(), &Ignored);
  const clang::SourceManager &SM = Unit->getSourceManager();
  std::vector<std::string> Result;
  for (const OutOfLineMember &Member :
       outlineOf(tokensOf(SM, SM.getMainFileID(), Unit->getLangOpts(), {}))
           .Members)
    Result.push_back(Member.Class + ":" + Member.Declaration);
  return Result;
}

using Lines = std::vector<std::string>;

TEST(Outline, Functions) {
  EXPECT_EQ(membersOf("int A::f(int x) const { return x; } A::A() : a(1), b{2} "
                      "{} A::~A() {} void g() {}"),
            (Lines{"A: int f ( int x ) const", "A: A ( )", "A: ~ A ( )"}));
  EXPECT_EQ(membersOf("std::string A::name() { return a ? \"{\" : \"}\"; }"),
            Lines{"A: std :: string name ( )"});
  EXPECT_EQ(membersOf("bool A::operator()(int x) { return x; }"),
            Lines{"A: bool operator ( ) ( int x )"});
  EXPECT_EQ(membersOf("A &A::operator=(const A &x) { return *this; }"),
            Lines{"A: A & operator = ( const A & x )"});
}

TEST(Outline, Namespaces) {
  EXPECT_EQ(
      membersOf("namespace a::b { void C::f() {} } namespace { void "
                "D::g() {} } void e::F::h() {}"),
      (Lines{"a::b::C: void f ( )", "D: void g ( )", "e::F: void h ( )"}));
}

TEST(Outline, Variables) {
  EXPECT_EQ(membersOf("std::atomic<int> A::count; int A::table[2] = {1, 2};\n"
                      "int top = A::f(3);"),
            Lines{"A:static std :: atomic < int > count"});
}

TEST(Outline, CallbacksOfLibrariesHaveNoObject) {
  EXPECT_EQ(membersOf("void *A::run(void *self) { return self; }"),
            Lines{"A:static void * run ( void * self )"});
}

TEST(Outline, TemplatesAndBrokenCodeAreLeftOut) {
  EXPECT_EQ(membersOf("template <class T> void A<T>::f() {} struct B { void "
                      "f() { A::g(); } };"),
            Lines{});
  EXPECT_EQ(membersOf("void A::f( { } } } :: ~ operator"), Lines{});
}
