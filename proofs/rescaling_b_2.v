(* Appendix B.2: the step that rand-k allows.  Direct descent, for every g >= 0:      *)
(*   E f(x+) - f <= - g p (1 - g L (1 + Mb)/2) |df|^2 + g^2 L p sb2/2,   p = k/d,       *)
(* so that g <= 1/((1 + Mb) L) suffices, a factor d/k above k/((1 + Mb) d L), the step   *)
(* of Lemma 10 with Lemma 2.  The printed g <= d/(k L) does not: f = |x|^2 (L = 2),      *)
(* k = 1, g = d/L: E f(x_t) = (d - 1)^t f(x_0), which grows without bound for d >= 3.    *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory.
From Biasbound.base Require Import gradient_instances gradient_oracle rand_k satisfiable witness.
From Biasbound.base Require Import tight_noise.
From Biasbound Require Import lemma_10.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Theorem rescaling_b_2 d k (kd : (k <= d.+1)%N) f df L Xi (E : expectation Xi) n Mb sb2 g x :
  (0 < k)%N -> smooth f df L -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  0 <= g ->
  integ (draw_law kd E) (fun w => f (x - g *: rand_k_of df n x w)) ->
  Ex (draw_law kd E) (fun w => f (x - g *: rand_k_of df n x w)) - f x <=
    - g * (k%:R / d.+1%:R) * (1 - g * L * (1 + Mb) / 2%:R) * nsq (df x)
    + g ^+ 2 * L * (k%:R / d.+1%:R) * sb2 / 2%:R.
Proof.
pose p : R := k%:R / d.+1%:R; rewrite -/p.
move=> k0 fL orc hN g0 fI; pose D := draw_law kd E; pose G := rand_k_of df n x.
have sq := sparse_square kd df 1 orc; rewrite -rand_k_ofE in sq.
have iD : integ D (fun w => dot (df x) (G w)) by apply: integ_dot; exact: (integV_of sq).
have iN : integ D (fun w => nsq (G w)) := integ_nsq_of sq x.
have L0 := smooth_gt0 fL; have p0 : 0 < p := ratio_gt0 k0 kd.
pose B w := f x + ((- g) * dot (df x) (G w) + L * g ^+ 2 / 2%:R * nsq (G w)).
have iB : integ D B.
  by apply: integD; [exact: integ_cst|apply: integD; exact: integZ].
have h1 : Ex D (fun w => f (x - g *: G w)) <= Ex D B.
  apply: Ex_le => // w; apply: le_trans (smooth_ub fL x _) _; rewrite /B /G.
  have -> : x - g *: rand_k_of df n x w - x = (- g) *: rand_k_of df n x w.
    by rewrite scaleNr addrAC subrr add0r.
  rewrite nsqZ dotZr sqrrN; rlra.
have e1 : Ex D (fun w => dot (df x) (G w)) = p * nsq (df x).
  rewrite Ex_dot; last exact: (integV_of sq).
  rewrite -/(mean_of D (rand_k_of df n) x) rand_k_ofE (sparse_mean k0) // mul1r dotZr.
  by [].
have e2 : Ex D (fun w => nsq (G w)) = p * (nsq (df x) + Ex E (fun w => nsq (n x w))).
  by rewrite /G rand_k_ofE (sparse_second k0) // expr1n mul1r.
have hn := noise_le hN x; rewrite addr0 in hn.
have h2 : L * g ^+ 2 / 2%:R * (p * (nsq (df x) + Ex E (fun w => nsq (n x w)))) <=
    L * g ^+ 2 / 2%:R * (p * (nsq (df x) + (Mb * nsq (df x) + sb2))).
  apply: ler_wpmul2l; first by rewrite divr_ge0 ?ler0n // mulr_ge0 ?sqr_ge0 // ltW.
  by apply: ler_wpmul2l; [exact: ltW|rewrite ler_add2l].
move: h1; rewrite /B ExD ?Ex_cst; [|exact: integ_cst|by apply: integD; exact: integZ].
rewrite ExD ?ExZ //; try exact: integZ.
rewrite e1 e2; move: h2; move: (Ex D _) (Ex E _) (nsq (df x)) (f x) => a c q y.
by clearbody p; clear; rlra.
Qed.

Theorem rescaling_b_2_step d k (kd : (k <= d.+1)%N) f df L Xi (E : expectation Xi) n Mb sb2 g x :
  (0 < k)%N -> smooth f df L -> biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
  0 <= g -> g <= ((1 + Mb) * L)^-1 ->
  integ (draw_law kd E) (fun w => f (x - g *: rand_k_of df n x w)) ->
  Ex (draw_law kd E) (fun w => f (x - g *: rand_k_of df n x w)) - f x <=
    - g * (k%:R / d.+1%:R) / 2%:R * nsq (df x) + g ^+ 2 * L * (k%:R / d.+1%:R) * sb2 / 2%:R.
Proof.
move=> k0 fL orc hN g0 gL fI; apply: le_trans (rescaling_b_2 k0 fL orc hN g0 fI) _.
pose p : R := k%:R / d.+1%:R; rewrite -/p ler_add2r; have p0 : 0 < p := ratio_gt0 k0 kd.
have h : g * L * (1 + Mb) <= 1.
  have := smooth_gt0 fL => L0; have Mb0 := noise_M hN.
  have Mp : 0 < 1 + Mb by rlra.
  by rewrite -mulrA [L * _]mulrC -ler_pdivl_mulr ?mulr_gt0 // mul1r.
have : 0 <= g * p * nsq (df x) * (1 - g * L * (1 + Mb)).
  by rewrite mulr_ge0 ?subr_ge0 // mulr_ge0 ?nsq_ge0 // mulr_ge0 // ltW.
by clearbody p; move: (nsq _) (g * L * _) => q u; rlra.
Qed.

Lemma P_of d (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) Om (E : expectation Om) G g phi x :
  P df E (bias_of df E G) (noise_of E G) g phi x = Ex E (fun w => phi (x - g *: G x w)).
Proof. by apply: eq_Ex => w; rewrite /sgd_step oracle_of. Qed.

(* rand-1 of the gradient 2 x of f = |x|^2, as an oracle without noise of its own *)
Definition rand_1 d (x : 'rV[R]_d.+1) S := randk (2%:R *: x) S.
Definition law_1 d := @rand_law d.+1 1 isT.

Theorem rescaling_b_2_growth d (x0 : 'rV[R]_d.+1) t (df := fun x : 'rV[R]_d.+1 => 2%:R *: x) :
  EX df (law_1 d) (bias_of df (law_1 d) (@rand_1 d)) (noise_of (law_1 d) (@rand_1 d))
    (d.+1%:R / 2%:R) x0 t (fun x => nsq x) = d%:R ^+ t * nsq x0.
Proof.
pose D : R := d.+1%:R; have D0 : D != 0 by rewrite /D pnatr_eq0.
have step (x : 'rV[R]_d.+1) : Ex (law_1 d) (fun S => nsq (x - (D / 2%:R) *: rand_1 x S)) = d%:R *
  nsq x.
  have e S : nsq (x - (D / 2%:R) *: rand_1 x S) = nsq x - 2%:R * dot x (D *: randk x S) + D ^+ 2
    * nsq (randk x S).
    have -> : (D / 2%:R) *: rand_1 x S = D *: randk x S.
      apply/rowP => i; rewrite !mxE; move: (x 0 i) (i \in S)%:R => a c.
      by clearbody D; rewrite mulrCA [_ / _ * _]mulrA divfK ?pnatr_eq0 // mulrCA.
    by rewrite nsqB nsqZ.
  rewrite (eq_Ex _ e).
  rewrite (@ExD _ (law_1 d) (fun S => nsq x - 2%:R * dot x (D *: randk x S))) //.
  rewrite (@ExB _ (law_1 d) (fun=> nsq x)) // Ex_cst.
  rewrite (@ExZ _ (law_1 d) 2%:R) // (@ExZ _ (law_1 d) (D ^+ 2)) //.
  rewrite (eq_Ex _ (Y := fun S => D * dot x (randk x S))); last by move=> S; rewrite dotZr.
  rewrite (@ExZ _ (law_1 d) D) // (@Ex_dot _ (law_1 d)) // randk_mean // randk_nsq // dotZr
    -/(nsq x).
  have k1 : D * (1%:R / d.+1%:R) = 1 by rewrite mul1r divff.
  rewrite (mulrA D) k1 mul1r expr2 -[D * D * _]mulrA (mulrA D _ (nsq x)) k1 mul1r.
  by rewrite /D; move: (nsq x) => q; rewrite -[d.+1]addn1 natrD; rring.
rewrite /EX; elim: t x0 => [|t IH] x; first by rewrite expr0 mul1r.
rewrite iterS P_of (eq_Ex _ (Y := fun S => d%:R ^+ t * nsq (x - (D / 2%:R) *: rand_1 x S))) //.
by rewrite (@ExZ _ (law_1 d)) // step exprSr mulrA.
Qed.


(* the printed step g <= d/(k L), without noise: not even the first step descends *)
Theorem rescaling_b_2_printed_false :
  ~ (forall d k (kd : (k <= d.+1)%N) f df L g (x : 'rV[R]_d.+1), (0 < k)%N -> smooth f df L ->
      0 < g -> g <= d.+1%:R / (k%:R * L) ->
      Ex (rand_law kd) (fun S => f (x - g *: randk (df x) S)) <= f x).
Proof.
have g0 : 0 < 3%:R / 2%:R :> R by rewrite divr_gt0 // ltr0n.
have gL : 3%:R / 2%:R <= 3%:R / (1%:R * 2%:R) :> R by rewrite mul1r.
move=> /(_ 2%N 1%N isT _ _ _ _ (@unit0 2) isT (@w_smooth 2) g0 gL).
have := rescaling_b_2_growth (@unit0 2) 1; rewrite /EX iterS P_of expr1.
rewrite nsq_unit0 /rand_1 => ->; rewrite mulr1 => h; rlra.
Qed.

Lemma rescaling_b_2_satisfiable : satisfiable_by (@rescaling_b_2).
Proof.
pose df (x : 'rV[R]_3) := 2%:R *: x.
exists 2%N, 2%N, isT, (fun x => nsq x), df, 2%:R, bool, coin, (tight_noise df 1 1).
exists 1, 1, 4%:R^-1, (const_mx 1), isT, (@w_smooth 2), (tight_noise_oracle _ _ _).
exists (tight_noise_bounded _ ler01 ler01).
by exists (ltW w_step_gt0), (fun _ => I).
Qed.

Lemma rescaling_b_2_step_satisfiable : satisfiable_by (@rescaling_b_2_step).
Proof.
pose df (x : 'rV[R]_3) := 2%:R *: x.
exists 2%N, 2%N, isT, (fun x => nsq x), df, 2%:R, bool, coin, (tight_noise df 1 1).
exists 1, 1, 4%:R^-1, (const_mx 1), isT, (@w_smooth 2), (tight_noise_oracle _ _ _).
exists (tight_noise_bounded _ ler01 ler01).
by exists (ltW w_step_gt0), w_step, (fun _ => I).
Qed.

Lemma rescaling_b_2_growth_satisfiable : satisfiable_by (@rescaling_b_2_growth).
Proof. by exists 2%N, (const_mx 1), 3%N. Qed.
