(* Theorem 4, iterations to a small gradient. Let A = eps (1-m) + z2 > 0 and     *)
(*   g = min{1/((M+1)L), A/(2 L s2)}                    (1/((M+1)L) where s2 = 0),*)
(* F = f x_0 - f*. Then every integer                                            *)
(*   T >= max(1, ceil(L F max{4(M+1)/A, 8 s2/A^2}))  has                         *)
(*   Psi_T <= eps + 2 z2/(1-m).                                      theorem_4   *)
(* The printed number of iterations, with 4 and 8 in front of its two terms and   *)
(* eps^2 (1-m)^2 + z2^2 for A^2, is at least that       (theorem_4_printed). The  *)
(* step size of the paper's proof, A = eps (1-m), gives eps + z2/(1-m)            *)
(*                                                     (theorem_4_proof_step).    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory.
From Biasbound.base Require Import descent step_size satisfiable witness.
From Biasbound Require Import lemma_3.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition iterations (L F M s2 A : R) : R :=
  L * F * Num.max (4%:R * (M + 1) / A) (8%:R * s2 / A ^+ 2).

(* both branches of the step size reach T g >= 4 F/A *)
Lemma enough_iterations (L M s2 A F : R) T : 0 < L -> 0 <= M -> 0 <= s2 -> 0 < A -> 0 <= F ->
  (nat_ceil (iterations L F M s2 A) <= T)%N ->
  4%:R * F <= A * (T%:R * step_size L M s2 A 2%:R).
Proof.
move=> L0 M0 s0 A0 F0 hT; have two : 0 < 2%:R :> R by rewrite ltr0n.
have [g0 _ _ gcase] := step_sizeP L0 M0 s0 A0 two; move: gcase g0.
move: (step_size _ _ _ _ _) => g gcase g0.
have A2 : 0 < A ^+ 2 by exact: exprn_gt0.
have LF : 0 <= L * F by rewrite mulr_ge0 // ltW.
move: hT; rewrite nat_ceil_le /iterations; set K := Num.max _ _ => hT.
have hT1 : L * F * (4%:R * (M + 1)) <= T%:R * A.
  rewrite -ler_pdivr_mulr //; apply: le_trans hT; rewrite -[_ / A]mulrA.
  by apply: ler_wpmul2l => //; rewrite /K le_maxr lexx.
have hT2 : L * F * (8%:R * s2) <= T%:R * A ^+ 2.
  rewrite -ler_pdivr_mulr //; apply: le_trans hT; rewrite -[_ / A ^+ 2]mulrA.
  by apply: ler_wpmul2l => //; rewrite /K le_maxr lexx orbT.
case: gcase => e.
  have := ler_wpmul2l (ltW g0) hT1.
  have -> : g * (L * F * (4%:R * (M + 1))) = (g * ((M + 1) * L)) * (4%:R * F).
    by clear; rring.
  by rewrite e mul1r; congr (_ <= _); clear; rring.
rewrite -(ler_pmul2l A0); have := ler_wpmul2l (ltW g0) hT2.
have -> : g * (L * F * (8%:R * s2)) = (g * (2%:R * L * s2)) * (4%:R * F) by clear; rring.
by rewrite e; congr (_ <= _); clear; rring.
Qed.

(* the theorem for any A > 0 *)
Lemma theorem_4_any_step d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2
    fstar x0 A g T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < A -> g = step_size L M s2 A 2%:R ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  (maxn 1 (nat_ceil (iterations L (f x0 - fstar) M s2 A)) <= T)%N ->
  Psi df E b n g x0 T <= A / (1 - m) + z2 / (1 - m).
Proof.
move=> fL fmin orc hN hB A0 ge f_reg df_reg; rewrite geq_max => /andP[T0 hT].
have [L0 M0 s0] := And3 (smooth_gt0 fL) (noise_M hN) (noise_s2 hN).
have two : 0 < 2%:R :> R by rewrite ltr0n.
have [g0 gL gs _] := step_sizeP L0 M0 s0 A0 two; rewrite -ge in g0 gL gs.
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
have Tp : 0 < T%:R :> R by rewrite ltr0n.
have F0 : 0 <= f x0 - fstar by rewrite subr_ge0.
have key := enough_iterations L0 M0 s0 A0 F0 hT; rewrite -ge in key.
have [l3 _] := lemma_3 x0 fL fmin orc hN hB g0 gL f_reg df_reg T0.
apply: le_trans l3 _; rewrite ler_add2r /Fgap /EX /=.
have k1 : 2%:R * (f x0 - fstar) / (T%:R * g * (1 - m)) <= A / 2%:R / (1 - m).
  rewrite invfM mulrA ler_pmul2r ?invr_gt0 // ler_pdivr_mulr ?mulr_gt0 //.
  by move: key; clear; move: (f x0 - fstar) => F; rlra.
have k2 : g * L * s2 / (1 - m) <= A / 2%:R / (1 - m).
  by rewrite ler_pmul2r ?invr_gt0 //; move: gs; clear; rlra.
by apply: le_trans (ler_add k1 k2) _; move: ((1 - m)^-1) => i; clear; rlra.
Qed.

Theorem theorem_4 d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2
    fstar x0 eps A g T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  A = eps * (1 - m) + z2 -> 0 < A -> g = step_size L M s2 A 2%:R ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  (maxn 1 (nat_ceil (iterations L (f x0 - fstar) M s2 A)) <= T)%N ->
  Psi df E b n g x0 T <= eps + 2%:R * z2 / (1 - m).
Proof.
move=> fL fmin orc hN hB eA A0 ge f_reg df_reg hT.
apply: le_trans (theorem_4_any_step fL fmin orc hN hB A0 ge f_reg df_reg hT) _.
rewrite eA mulrDl mulfK ?lt0r_neq0 ?subr_gt0 ?(bias_m1 hB) //.
by move: ((1 - m)^-1) => i; clear; rlra.
Qed.

Theorem theorem_4_printed d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2
    fstar x0 eps g T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 <= eps -> 0 < eps * (1 - m) + z2 -> g = step_size L M s2 (eps * (1 - m) + z2) 2%:R ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) -> (0 < T)%N ->
  (4%:R * (M + 1) / (eps * (1 - m) + z2) + 8%:R * s2 / (eps ^+ 2 * (1 - m) ^+ 2 + z2 ^+ 2))
    * (L * (f x0 - fstar)) <= T%:R ->
  Psi df E b n g x0 T <= eps + 2%:R * z2 / (1 - m).
Proof.
move=> fL fmin orc hN hB eps0; set A := _ + z2 => A0 ge f_reg df_reg T0 hT.
apply: (theorem_4 fL fmin orc hN hB (erefl A) A0 ge f_reg df_reg).
have [L0 M0 s0 z0] := And4 (smooth_gt0 fL) (noise_M hN) (noise_s2 hN) (bias_z2 hB).
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
rewrite geq_max T0 nat_ceil_le /iterations; apply: le_trans hT; rewrite mulrC.
have LF : 0 <= L * (f x0 - fstar) by apply: mulr_ge0; [exact: ltW|rewrite subr_ge0].
apply: ler_wpmul2r => //; set B := eps ^+ 2 * _ + _.
have B0 : 0 < B.
  have [e0|e0] := eqVneq eps 0.
    by rewrite /B e0 expr2 !mul0r add0r exprn_gt0 //; move: A0; rewrite /A e0 mul0r add0r.
  apply: ltr_paddr; first exact: sqr_ge0.
  by apply: mulr_gt0; apply: exprn_gt0 => //; rewrite lt_neqAle eq_sym e0 eps0.
have BA : B <= A ^+ 2.
  have k : 0 <= eps * (1 - m) * z2 by apply: mulr_ge0 => //; apply: mulr_ge0 => //; exact: ltW.
  by move: k; rewrite /A /B; clear; rlra.
have p1 : 0 <= 4%:R * (M + 1) / A.
  by apply: divr_ge0; [rewrite mulr_ge0 ?ler0n //; move: M0; clear; rlra|exact: ltW].
have p2 : 0 <= 8%:R * s2 / B by apply: divr_ge0; [rewrite mulr_ge0 ?ler0n|exact: ltW].
have p3 : 8%:R * s2 / A ^+ 2 <= 8%:R * s2 / B.
  apply: ler_wpmul2l; first by rewrite mulr_ge0 ?ler0n.
  by rewrite lef_pinv // posrE // exprn_gt0.
rewrite le_maxl; apply/andP; split; first by rewrite ler_addl.
by apply: le_trans p3 _; rewrite ler_addr.
Qed.

Theorem theorem_4_proof_step d (f : 'rV[R]_d.+1 -> R) df L Xi (E : expectation Xi) b n M s2 m z2
    fstar x0 eps A g T :
  smooth f df L -> (forall x, fstar <= f x) -> biased_oracle E n ->
  bounded_noise df E b n M s2 -> bounded_bias df b m z2 ->
  0 < eps -> A = eps * (1 - m) -> g = step_size L M s2 A 2%:R ->
  reg df E b n g f -> reg df E b n g (fun x => nsq (df x)) ->
  (maxn 1 (nat_ceil (iterations L (f x0 - fstar) M s2 A)) <= T)%N ->
  Psi df E b n g x0 T <= eps + z2 / (1 - m).
Proof.
move=> fL fmin orc hN hB eps0 eA ge f_reg df_reg hT.
have m1 : 0 < 1 - m by rewrite subr_gt0 (bias_m1 hB).
have A0 : 0 < A by rewrite eA mulr_gt0.
apply: le_trans (theorem_4_any_step fL fmin orc hN hB A0 ge f_reg df_reg hT) _.
by rewrite eA mulfK // lt0r_neq0.
Qed.

Section Satisfiable.
Let A0 : 0 < 1 * (1 - 4%:R^-1) + 1 :> R. Proof. by rlra. Qed.

Lemma theorem_4_satisfiable : satisfiable_by (@theorem_4).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 0, (@unit0 0), 1; do 3!eexists.
exists (@w_smooth 0), (@w_min 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists erefl, A0, erefl, (@reg_finite _ _ _ _ _ _ _ _ _ _), (@reg_finite _ _ _ _ _ _ _ _ _ _),
  (leqnn _).
Qed.

Lemma theorem_4_printed_satisfiable : satisfiable_by (@theorem_4_printed).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 0, 0, 1; eexists; exists 1%N.
exists (@w_smooth 0), (@w_min 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
have e : (4%:R * (1 + 1) / (1 * (1 - 4%:R^-1) + 1)
   + 8%:R * 1 / (1 ^+ 2 * (1 - 4%:R^-1) ^+ 2 + 1 ^+ 2))
    * (2%:R * (@nsq 1 0 - 0)) <= 1%:R :> R by rewrite nsq0 subrr !mulr0 ler01.
by exists ler01, A0, erefl, (@reg_finite _ _ _ _ _ _ _ _ _ _), (@reg_finite _ _ _ _ _ _ _ _ _ _),
  erefl, e.
Qed.

Lemma theorem_4_proof_step_satisfiable : satisfiable_by (@theorem_4_proof_step).
Proof.
exists 0%N, (fun x => nsq x), (fun x => 2%:R *: x), 2%:R, bool, coin, (@w_bias 0), (@w_noise 0).
exists 1, 1, 4%:R^-1, 1, 0, (@unit0 0), 1; do 3!eexists.
exists (@w_smooth 0), (@w_min 0), (@w_oracle 0), (@w_bounded_noise 0), (@w_bounded_bias 0).
by exists ltr01, erefl, erefl, (@reg_finite _ _ _ _ _ _ _ _ _ _),
  (@reg_finite _ _ _ _ _ _ _ _ _ _), (leqnn _).
Qed.
End Satisfiable.
