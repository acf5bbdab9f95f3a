(* Example 8: divergence on a convex function. Huber's loss h (|x| outside [-1, 1],    *)
(* x^2/2 + 1/2 inside) is convex and 1-smooth, with gradient h' = dhuber. The oracle    *)
(* g(x) = h'(x) - 2 has bias - 2: zeta2 = 4 exactly, m = 0. For every step g > 0        *)
(* and from every x0 (not only x0 > 1) the iterates obey x_t >= x_0 + g t, and          *)
(* h(x_t) exceeds any bound (example_8); from x0 >= 1, exactly x_t = x_0 + g t          *)
(* (example_8_exact).                                                                   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector oracle satisfiable convexity line.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition huber_step (b : 'rV[R]_1 -> 'rV[R]_1) g x := x - g *: (dline dhuber x + b x).

Lemma huber_step_coord g x :
  huber_step (fun=> const_mx (- 2%:R)) g x 0 0 = x 0 0 + g * (2%:R - dhuber (x 0 0)).
Proof. by rewrite !mxE; move: (x 0 0) (dhuber _) => a e; rlra. Qed.

Theorem example_8 g (x0 : 'rV[R]_1) : 0 < g ->
  let h := line huber in let dh := dline dhuber in let b := fun=> const_mx (- 2%:R) in
  let x t := iter t (huber_step b g) x0 in
  [/\ smooth h dh 1, convex h, bounded_bias dh b 0 4%:R /\
      (forall z2, bounded_bias dh b 0 z2 -> 4%:R <= z2),
      forall t, x0 0 0 + g * t%:R <= x t 0 0 &
      forall A : R, exists T, forall t, (T <= t)%N -> A <= h (x t)].
Proof.
move=> g0 h dh b x.
have far t : x0 0 0 + g * t%:R <= x t 0 0.
  elim: t => [|t IH]; first by rewrite mulr0 addr0.
  rewrite /x iterS -/(x t) huber_step_coord -(addn1 t) natrD mulrDr mulr1.
  have k : 0 <= g * (1 - dhuber (x t 0 0)).
    by apply: mulr_ge0; [exact: ltW|have := dhuber_le1 (x t 0 0); rlra].
  by move: IH k; move: (x t 0 0) (g * _%:R) (dhuber _) => a e q; rlra.
have nb y : nsq (b y) = 4%:R by rewrite nsq1 mxE; rring.
split=> //; [exact: smooth_huber|exact: convex_huber| |].
  split=> [|z2 hz]; last by have := bias_le hz x0; rewrite nb mul0r add0r.
  by split=> // [||y]; rewrite ?ltr01 ?ler0n // nb mul0r add0r.
move=> A; pose T := Num.bound `|(A - x0 0 0) / g|.
exists T => t Tt; apply: le_trans (huber_ge _); apply: le_trans (far t).
rewrite -ler_subl_addl mulrC -ler_pdivr_mulr //.
apply: le_trans (ler_norm _) _; apply: le_trans (ltW (archi_boundP (normr_ge0 _))) _.
by rewrite ler_nat.
Qed.

Lemma example_8_satisfiable : satisfiable_by (@example_8).
Proof. by exists 1, 0; exists ltr01. Qed.

Theorem example_8_exact g (x0 : 'rV[R]_1) t : 0 < g -> 1 <= x0 0 0 ->
  iter t (huber_step (fun=> const_mx (- 2%:R)) g) x0 0 0 = x0 0 0 + g * t%:R.
Proof.
move=> g0 h; elim: t => [|t IH]; first by rewrite mulr0 addr0.
rewrite iterS huber_step_coord IH dhuber_right; last first.
  have k : 0 <= g * t%:R by apply: mulr_ge0; [exact: ltW|exact: ler0n].
  by move: h k; move: (g * _) => u; rlra.
by rewrite -(addn1 t) natrD; move: (t%:R) => u; rlra.
Qed.

Lemma example_8_exact_satisfiable : satisfiable_by (@example_8_exact).
Proof. by exists 1, (const_mx 2%:R), 3%N, ltr01; rewrite mxE; unshelve eexists; [rlra|]. Qed.
