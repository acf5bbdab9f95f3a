(* the gradient predicate is usable: f(x) = (l/2)||x||^2 is       *)
(* smooth with L = l and gradient l x (genuine Frechet derivative).              *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp functions.
From mathcomp.analysis Require Import Rstruct reals topology normedtype landau derive.
From Biasbound.base Require Import real_tactics vector oracle.
Import Order.TTheory GRing.Theory Num.Theory.
Import numFieldNormedType.Exports.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Quad.
Variables (K : realType) (d : nat).
Local Notation V := 'rV[K]_d.+1.

Lemma coord_linear (i : 'I_d.+1) : linear (fun y : V => y 0 i : K^o).
Proof. by move=> a u v; rewrite !mxE. Qed.

Lemma is_diff_coord i (x : V) :
  is_diff x (fun y : V => y 0 i : K^o) (fun y : V => y 0 i : K^o).
Proof.
pose l : {linear [normedModType K of 'rV[K]_d.+1] -> [normedModType K of K^o]} :=
  Linear (coord_linear i).
have c := @coord_continuous K 1 d.+1 0 i.
have dl := @linear_differentiable _ _ _ l x c.
have vl := @diff_lin _ _ _ l x c.
by apply: DiffDef; [exact: dl|exact: vl].
Qed.

Lemma is_diff_sq i (x : V) :
  is_diff x (fun y : V => y 0 i * y 0 i : K^o) (fun y : V => 2%:R * x 0 i * y 0 i : K^o).
Proof.
have h := is_diffM (is_diff_coord i x) (is_diff_coord i x).
apply: (@is_diff_eq _ _ _ _ _ _ _ h).
apply: funext => y.
change (x 0 i * y 0 i + x 0 i * y 0 i = 2%:R * x 0 i * y 0 i :> K).
by rewrite -mulrDl -mulr2n mulr_natl.
Qed.

Lemma is_diff_sumsq (s : seq 'I_d.+1) (x : V) :
  is_diff x (fun y : V => \sum_(i <- s) y 0 i * y 0 i : K^o)
            (fun y : V => \sum_(i <- s) 2%:R * x 0 i * y 0 i : K^o).
Proof.
elim: s => [|i s IH].
  have h := is_diff_cst (0 : K^o) x.
  have -> : (fun y : V => \sum_(i <- [::]) y 0 i * y 0 i : K^o) = cst 0.
    by apply: funext => y; rewrite big_nil.
  by apply: (@is_diff_eq _ _ _ _ _ _ _ h); apply: funext => y; rewrite big_nil.
have h := is_diffD (is_diff_sq i x) IH.
have -> : (fun y : V => \sum_(j <- i :: s) y 0 j * y 0 j : K^o) =
  (fun y : V => y 0 i * y 0 i : K^o) + (fun y : V => \sum_(j <- s) y 0 j * y 0 j : K^o).
  by apply: funext => y; rewrite big_cons.
apply: (@is_diff_eq _ _ _ _ _ _ _ h).
by apply: funext => y; rewrite big_cons.
Qed.

End Quad.

Lemma gradient_nsq d : gradient (fun x : 'rV[R]_d.+1 => nsq x) (fun x => 2%:R *: x).
Proof.
move=> x; apply: (@is_diff_eq _ _ _ _ _ _ _ (@is_diff_sumsq real_realType d (index_enum _) x)).
apply: funext => y; rewrite /dot; apply: eq_bigr => i _.
by rewrite mxE.
Qed.
