(* Functions of one variable as functions on R^1, and Huber's loss of Example 8.     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle convexity.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition line (phi : R -> R) (x : 'rV[R]_1) : R := phi (x 0 0).
Definition dline (dphi : R -> R) (x : 'rV[R]_1) : 'rV[R]_1 := const_mx (dphi (x 0 0)).

Lemma dot1 (u v : 'rV[R]_1) : dot u v = u 0 0 * v 0 0.
Proof. by rewrite /dot big_ord1. Qed.

Lemma nsq1 (u : 'rV[R]_1) : nsq u = u 0 0 ^+ 2.
Proof. by rewrite /nsq dot1. Qed.

Section Line.
Variables (phi dphi : R -> R).

Lemma gradient_line C : 0 <= C ->
  (forall x y, `|phi y - phi x - dphi x * (y - x)| <= C * (y - x) ^+ 2) ->
  gradient (line phi) (dline dphi).
Proof.
move=> C0 h; apply: (gradient_from_bounds C0) => x y.
by rewrite dot1 nsq1 !mxE; exact: h.
Qed.

Lemma smooth_line L : 0 < L ->
  (forall x y, phi x + dphi x * (y - x) - L / 2%:R * (y - x) ^+ 2 <= phi y) ->
  (forall x y, phi y <= phi x + dphi x * (y - x) + L / 2%:R * (y - x) ^+ 2) ->
  smooth (line phi) (dline dphi) L.
Proof.
move=> L0 lo up; split=> // [|x y]; last by rewrite dot1 nsq1 !mxE; exact: up.
apply: (gradient_line (C := L / 2%:R)) => [|x y]; first by rewrite divr_ge0 ?ler0n // ltW.
by have h1 := lo x y; have h2 := up x y; rewrite ler_norml; apply/andP; split; rlra.
Qed.

Lemma convex_line : (forall x y, phi x + dphi x * (y - x) <= phi y) -> convex (line phi).
Proof.
by move=> h; apply: (convex_from_tangents (df := dline dphi)) => x y; rewrite dot1 !mxE; exact: h.
Qed.
End Line.

Definition huber (x : R) : R := if 1 < `|x| then `|x| else x ^+ 2 / 2%:R + 1 / 2%:R.
Definition dhuber (x : R) : R := if 1 < x then 1 else if x < -1 then -1 else x.

Lemma huber_right x : 1 <= x -> huber x = x.
Proof.
move=> h; rewrite /huber ger0_norm; last by rlra.
case: ltP => // h'; have -> : x = 1 by apply/eqP; rewrite eq_le h h'.
by rewrite expr1n; rlra.
Qed.

Lemma huber_left x : x <= -1 -> huber x = - x.
Proof.
move=> h; rewrite /huber ler0_norm; last by rlra.
case: ltP => // h'; have -> : x = -1 by apply/eqP; rewrite eq_le h /=; rlra.
by rewrite sqrrN expr1n; rlra.
Qed.

Lemma huber_mid x : -1 <= x -> x <= 1 -> huber x = x ^+ 2 / 2%:R + 1 / 2%:R.
Proof. by move=> h1 h2; rewrite /huber ltNge ler_norml h1 h2. Qed.

Lemma dhuber_right x : 1 <= x -> dhuber x = 1.
Proof.
move=> h; rewrite /dhuber; case: ltP => // h'; case: ltP => [|_]; first by rlra.
by apply/eqP; rewrite eq_le h h'.
Qed.

Lemma dhuber_left x : x <= -1 -> dhuber x = -1.
Proof.
move=> h; rewrite /dhuber; case: ltP => [|_]; first by rlra.
by case: ltP => // h'; apply/eqP; rewrite eq_le h h'.
Qed.

Lemma dhuber_mid x : -1 <= x -> x <= 1 -> dhuber x = x.
Proof. by move=> h1 h2; rewrite /dhuber !ltNge h1 h2. Qed.

Lemma huber_cases x : [\/ 1 <= x /\ (huber x = x /\ dhuber x = 1),
  x <= -1 /\ (huber x = - x /\ dhuber x = -1) |
  (-1 <= x /\ x <= 1) /\ (huber x = x ^+ 2 / 2%:R + 1 / 2%:R /\ dhuber x = x)].
Proof.
case: (leP 1 x) => h1; first by apply: Or31; rewrite huber_right ?dhuber_right.
case: (leP x (-1)) => h2; first by apply: Or32; rewrite huber_left ?dhuber_left.
by have k1 := ltW h1; have k2 := ltW h2; apply: Or33; rewrite huber_mid ?dhuber_mid.
Qed.

Lemma huber_lo x y : huber x + dhuber x * (y - x) <= huber y.
Proof.
have s1 := sqr_ge0 (y - 1); have s2 := sqr_ge0 (y + 1); have s3 := sqr_ge0 (y - x).
case: (huber_cases x) => [[h [-> ->]]|[h [-> ->]]|[[h h'] [-> ->]]];
case: (huber_cases y) => [[k [-> _]]|[k [-> _]]|[[k k'] [-> _]]]; try by rlra.
- have : 0 <= (1 - x) * (y - 1) by apply: mulr_ge0; rlra.
  by have := sqr_ge0 (1 - x); rlra.
- have : 0 <= (1 + x) * (- y - 1) by apply: mulr_ge0; rlra.
  by have := sqr_ge0 (1 + x); rlra.
Qed.

Lemma huber_up x y : huber y <= huber x + dhuber x * (y - x) + 1 / 2%:R * (y - x) ^+ 2.
Proof.
have s3 := sqr_ge0 (y - x); have s1 := sqr_ge0 (x - 1); have s2 := sqr_ge0 (x + 1).
case: (huber_cases x) => [[h [-> ->]]|[h [-> ->]]|[[h h'] [-> ->]]];
case: (huber_cases y) => [[k [-> _]]|[k [-> _]]|[[k k'] [-> _]]]; try by rlra.
- rnra.
- have : 0 <= (x - 1) * (1 - y) by apply: mulr_ge0; rlra.
  by have := sqr_ge0 (y - 1); rlra.
- rnra.
- have : 0 <= (- x - 1) * (1 + y) by apply: mulr_ge0; rlra.
  by have := sqr_ge0 (y - 1); rlra.
- by have := sqr_ge0 (y - 1); rlra.
- by have := sqr_ge0 (y + 1); rlra.
Qed.

Lemma dhuber_le1 x : dhuber x <= 1.
Proof. by case: (huber_cases x) => [[_ [_ ->]]|[_ [_ ->]]|[[_ h] [_ ->]]]; rlra. Qed.

Lemma dhuber_ge x : -1 <= dhuber x.
Proof. by case: (huber_cases x) => [[_ [_ ->]]|[_ [_ ->]]|[[h _] [_ ->]]]; rlra. Qed.

Lemma huber_ge x : x <= huber x.
Proof.
have s := sqr_ge0 (x - 1).
by case: (huber_cases x) => [[h [-> _]]|[h [-> _]]|[_ [-> _]]]; rlra.
Qed.

Lemma smooth_huber : smooth (line huber) (dline dhuber) 1.
Proof.
apply: smooth_line => // [|x y|]; first exact: ltr01; last exact: huber_up.
have := huber_lo x y; have := sqr_ge0 (y - x); move: (_ ^+ 2) => q h1 h2; rlra.
Qed.

Lemma convex_huber : convex (line huber).
Proof. exact: (convex_line huber_lo). Qed.
