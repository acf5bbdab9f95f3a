(* bridge MathComp ring/order syntax over Coq's R to stdlib lra/nra. *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* terms of type R are read in MathComp's ring_scope, not in R_scope *)
Bind Scope ring_scope with R.

Lemma mc_invE (x : R) : x^-1 = Rinv x.
Proof.
have [->|x0] := eqVneq x 0; last by rewrite RinvE.
by rewrite invr0 -[0]/(R0) Rinv_0.
Qed.

Lemma mc_divE (x y : R) : x * y^-1 = Rdiv x y.
Proof. by rewrite mc_invE. Qed.

Lemma mc_natE n : n%:R = INR n :> R. Proof. by rewrite INRE. Qed.

Lemma mc_0E : 0 = IZR 0. Proof. by []. Qed.
Lemma mc_1E : 1 = IZR 1. Proof. by []. Qed.
Lemma mc_mulnE (x : R) n : x *+ n = Rmult x (INR n).
Proof. by rewrite INRE RmultE mulr_natr. Qed.


Lemma mc_expE (x : R) n : x ^+ n = pow x n. Proof. by rewrite RpowE. Qed.

(* Turn every MathComp (in)equality over R in context and goal into stdlib form.
   Purely syntactic (context matching + change), so it cannot loop.            *)
Ltac mcR_term H :=
  repeat match type of H with
  | context [@GRing.natmul ?V ?x ?n] => rewrite (mc_mulnE x n) in H
  | context [@GRing.exp ?V ?x ?n] => rewrite (mc_expE x n) in H
  | context [@GRing.inv ?V ?x] => rewrite (mc_invE x) in H
  | context [@GRing.add ?V ?x ?y] => change (@GRing.add V x y) with (Rplus x y) in H
  | context [@GRing.mul ?V ?x ?y] => change (@GRing.mul V x y) with (Rmult x y) in H
  | context [@GRing.opp ?V ?x] => change (@GRing.opp V x) with (Ropp x) in H
  | context [@GRing.zero ?V] => change (@GRing.zero V) with (IZR 0) in H
  | context [@GRing.one ?V] => change (@GRing.one V) with (IZR 1) in H
  end; cbn [INR] in H.
Ltac mcR_goal :=
  repeat match goal with
  | |- context [@GRing.natmul ?V ?x ?n] => rewrite (mc_mulnE x n)
  | |- context [@GRing.exp ?V ?x ?n] => rewrite (mc_expE x n)
  | |- context [@GRing.inv ?V ?x] => rewrite (mc_invE x)
  | |- context [@GRing.add ?V ?x ?y] => change (@GRing.add V x y) with (Rplus x y)
  | |- context [@GRing.mul ?V ?x ?y] => change (@GRing.mul V x y) with (Rmult x y)
  | |- context [@GRing.opp ?V ?x] => change (@GRing.opp V x) with (Ropp x)
  | |- context [@GRing.zero ?V] => change (@GRing.zero V) with (IZR 0)
  | |- context [@GRing.one ?V] => change (@GRing.one V) with (IZR 1)
  end; cbn [INR].

Ltac mcR :=
  intros;
  repeat match goal with x := _ |- _ => clearbody x end;
  repeat match goal with
  | x : GRing.Zmodule.sort _ |- _ => change R in x
  | x : GRing.Ring.sort _ |- _ => change R in x
  | x : GRing.UnitRing.sort _ |- _ => change R in x
  | x : GRing.Field.sort _ |- _ => change R in x
  | x : Num.NumDomain.sort _ |- _ => change R in x
  end;
  repeat match goal with
  | H : is_true (andb _ _) |- _ => let H1 := fresh H in case/andP: H => H H1
  | H : is_true (@Order.le _ _ _ _) |- _ => move/RleP: H => H
  | H : is_true (@Order.lt _ _ _ _) |- _ => move/RltP: H => H
  end;
  match goal with
  | |- is_true (@Order.le _ _ _ _) => apply/RleP
  | |- is_true (@Order.lt _ _ _ _) => apply/RltP
  | |- @eq ?T ?a ?b => unify T R; change (@eq R a b)
  | _ => idtac
  end;
  repeat match goal with
  | H : Rle _ _ |- _ => mcR_term H; revert H
  | H : Rlt _ _ |- _ => mcR_term H; revert H
  | H : @eq ?T ?a ?b |- _ =>
      unify T R; change (@eq R a b) in H; mcR_term H; revert H
  end; intros; mcR_goal.

Ltac rring := match goal with |- @eq ?T ?a ?b =>
  unify T R; change (@eq R a b); mcR_goal; ring end.
Ltac rfield := match goal with |- @eq ?T ?a ?b =>
  unify T R; change (@eq R a b); mcR_goal; field end.
Ltac rlra := mcR; lra.
Ltac rnra := mcR; nra.

Goal forall x y z : R, 0 <= x -> x + 2%:R * y <= z - x / 3%:R -> x ^+ 2 <= 1 -> z < 0 -> y <= 0.
Proof. move=> x y z h1 h2 h3 h4. rlra. Qed.
Goal forall x y : R, 0 <= x -> 0 <= y -> 0 <= x * y.
Proof. move=> x y h1 h2. rnra. Qed.
Goal forall x y : R, x = y + 1 -> 2%:R * x = 2%:R + y *+ 2.
Proof. move=> x y h. rlra. Qed.
