// An exact refutation -> a Coq file that states and proves it.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/build_info.hpp"
#include "biasbound/report_writers.hpp"
#include "report/text.hpp"

namespace biasbound {
namespace {

constexpr std::string_view kDefinitions = R"coq(From Coq Require Import QArith List Arith Bool.
Import ListNotations.
Local Open Scope Q_scope.

Definition vector : Type := list Q.
Record outcome : Type := Outcome { weight : Q; value : vector }.

(* Qred keeps a fraction short and does not change what it is. *)
Definition sum (a : list Q) : Q := fold_right (fun p q => Qred (p + q)) 0 a.
Definition nsq (v : vector) : Q := sum (map (fun p => p * p) v). (* |v|^2 *)
Definition minus (u v : vector) : vector := map (fun p => fst p - snd p) (combine u v).

(* The expectation of X, and the mean, under a law. *)
Definition E (law : list outcome) (X : vector -> Q) : Q :=
  sum (map (fun o => weight o * X (value o)) law).
Definition mean (d : nat) (law : list outcome) : vector :=
  map (fun i => E law (fun v => nth i v 0)) (seq 0 d).
Definition is_law (d : nat) (law : list outcome) : bool :=
  forallb (fun o => Qle_bool 0 (weight o) && (length (value o) =? d)%nat) law
  && Qeq_bool (sum (map weight law)) 1.
)coq";

std::string fraction(const Exact& value) {
  const std::string text = to_text(Exact(numerator(value)));
  return denominator(value) == 1 && value >= 0
             ? text
             : "(" + text + " # " + to_text(Exact(denominator(value))) + ")";
}

std::string list(const Vector<Exact>& values) {
  std::string text;
  for (const Exact& value : values) text += (text.empty() ? "" : "; ") + fraction(value);
  return "[" + text + "]";
}

/// One line within a comment: Coq reads strings and comments there too.
std::string commented(std::string_view words) {
  std::string text = detail::printable(words);
  for (const auto& [from, to] : {std::pair("(*", "( *"), std::pair("*)", "* )")})
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      text.replace(at, 2, to);
  if (std::count(text.begin(), text.end(), '"') % 2 != 0)
    std::replace(text.begin(), text.end(), '"', '\'');
  return text;
}

std::string head(const AuditResult& audit, const Refutation& refutation) {
  std::string text =
      fmt::format("(* biasbound {}: a claim refuted, with its proof.\n", build_info().version);
  const auto line = [&](std::string_view label, const std::string& words) {
    if (!words.empty()) text += fmt::format("     {:<10}{}\n", label, commented(words));
  };
  line("audit", audit.name);
  line("oracle", audit.oracle);
  line("objective", audit.objective);
  line("claim", to_text(*audit.claim));
  line("that is", formula(*audit.claim));
  line("fails", refutation.inequality);
  text +=
      "   An oracle whose law is the one below, at a point x where the gradient is the one below, "
      "is "
      "not\n   what the claim says. That the oracle has this law at x is what the audit found:\n";
  line("replay", audit.replay);
  return text +
         "   `coqc` on this file alone checks the proof, and prints that it assumes nothing. *)\n";
}

/// One inequality of a claim, in Coq.
struct Formula {
  std::string name;
  std::string measured;
  std::string relation;
  std::string bound;
};

std::vector<Formula> formulas(ClaimKind kind) {
  const Formula error = {"error", "E law (fun v => nsq (minus v gradient))", "<=", ""};
  const std::string bias = "nsq (minus (mean d law) gradient)";
  switch (kind) {
    case ClaimKind::bounds:
      return {{"noise", "let e := mean d law in E law (fun v => nsq (minus v e))",
               "<=", "M * nsq (mean d law) + sigma2"},
              {"bias", bias, "<=", "m * nsq gradient + zeta2"}};
    case ClaimKind::delta:
      return {{error.name, error.measured, "<=", "(1 - delta) * nsq gradient"}};
    case ClaimKind::omega:
      return {{"unbiased", bias, "==", "0"},
              {error.name, error.measured, "<=", "omega * nsq gradient"}};
    default:
      return {};
  }
}

std::string instance(const AuditResult& audit, const Refutation& refutation) {
  std::string text = fmt::format("\nDefinition d : nat := {}.\n", refutation.x.size());
  text += "Definition x : vector := " + list(refutation.x) + ".\n";
  text += audit.kind == "compressor"
              ? "(* A compressor stands for the gradient that it compresses. *)\n"
                "Definition gradient : vector := x.\n"
              : "Definition gradient : vector := " + list(refutation.gradient) + ".\n";
  text += "Definition law : list outcome := [\n";
  for (std::size_t i = 0; i < refutation.law.size(); ++i)
    text += fmt::format("  Outcome {} {}{}\n", fraction(refutation.law[i].weight),
                        list(refutation.law[i].value), i + 1 < refutation.law.size() ? ";" : "].");
  text += "\n(* The claim. *)\n";
  for (const auto& [name, value] : audit.claim->constants)
    text += fmt::format("Definition {} : Q := {}.\n", name, fraction(value));
  return text;
}

std::string theorem(const std::vector<Formula>& claim, const std::string& fails) {
  std::string text, all, holds;
  std::string_view decide = "Qle_bool_iff";
  for (const Formula& each : claim) {
    text += fmt::format(
        "Definition {0}_measured : Q := {1}.\nDefinition {0} : Prop := {0}_measured {2} {3}.\n",
        each.name, each.measured, each.relation, each.bound);
    all += (all.empty() ? "" : " /\\ ") + each.name;
    holds += (holds.empty() ? "" : " ") + (each.name == fails ? "holds" : std::string("_"));
    if (each.name == fails && each.relation == "==") decide = "Qeq_bool_iff";
  }
  return text + fmt::format(R"coq(
Theorem refuted : is_law d law = true /\ length x = d /\ length gradient = d /\ ~ ({0}).
Proof.
  repeat (split; [vm_compute; reflexivity|]).
  intros {1}.
  unfold {2} in holds; apply {3} in holds.
  vm_compute in holds; discriminate holds.
Qed.
Print Assumptions refuted.
)coq",
                            all, claim.size() > 1 ? "[" + holds + "]" : holds, fails, decide);
}

}  // namespace

std::string to_certificate(const AuditResult& audit) {
  if (!audit.refutation || !audit.claim) return "";
  const std::vector<Formula> claim = formulas(audit.claim->kind);
  if (claim.empty()) return "";
  const Refutation& refutation = *audit.refutation;
  return head(audit, refutation) + std::string(kDefinitions) + instance(audit, refutation) +
         theorem(claim, refutation.inequality);
}

}  // namespace biasbound
